package dev.vlmstream.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.hub.StubHub.Fault;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.hub.HubCache;
import dev.vlmstream.datasets.sources.hub.HubDataset;
import dev.vlmstream.datasets.sources.hub.HubDatasets;
import dev.vlmstream.datasets.sources.hub.HubId;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are those that the hub's own library for Python has written. */
class HubDatasetsTest {
    private static final Path FILES = Installation.home().resolve("libs/datasets/src/test/resources/datasets/parquet");
    private static final Path SHARDS =
            Installation.home().resolve("libs/datasets/src/test/resources/foreign/webdataset/clip-benchmark");
    private static final String FIRST = "data/valid-00000-of-00002.parquet";
    private static final String SECOND = "data/valid-00001-of-00002.parquet";

    @TempDir
    Path directory;

    private StubHub stub;
    private byte[] first;
    private byte[] second;

    @BeforeEach
    void starts() throws IOException {
        stub = new StubHub();
        first = Files.readAllBytes(FILES.resolve("valid-00000-of-00002.parquet"));
        second = Files.readAllBytes(FILES.resolve("valid-00001-of-00002.parquet"));
    }

    @AfterEach
    void stops() {
        stub.close();
    }

    private void offersOneSplit() {
        stub.file("README.md", "a card").large(FIRST, first).large(SECOND, second);
    }

    private HubDatasets.Fetched fetch(String address, Optional<String> token) throws IOException {
        return fetch(HubDataset.parse(address), token, Optional.empty());
    }

    private HubDatasets.Fetched fetch(HubDataset dataset, Optional<String> token, Optional<String> split)
            throws IOException {
        return new HubDatasets(
                        stub.address(),
                        token,
                        new HubCache(directory.resolve("hub")),
                        directory.resolve("views"),
                        Network.ANY,
                        new Attempts(Duration.ofMillis(1), Duration.ofMillis(400)))
                .fetch(dataset, split, (done, all, file) -> {});
    }

    private HubDatasets.Fetched fetch(String address) throws IOException {
        return fetch(address, Optional.empty());
    }

    private Path cached(String path) {
        return directory.resolve("hub/datasets--org--tiny").resolve(path);
    }

    @Test
    void readsASplitAsFromAFolder() throws Exception {
        offersOneSplit();
        stub.large("data/train-00000-of-00001.parquet", first);
        HubDatasets.Fetched fetched = fetch("hf://datasets/org/tiny/default/valid");
        Dataset dataset = Datasets.read(fetched.folder(), ReadOptions.ofSplit("valid"));
        Dataset here = Datasets.read(FILES, ReadOptions.ALL);
        assertThat(dataset.name()).isEqualTo("tiny");
        assertThat(dataset.classes()).isEqualTo(here.classes());
        assertThat(dataset.items())
                .extracting(item -> item.itemId() + item.label() + item.split())
                .isEqualTo(here.items().stream()
                        .map(item -> item.itemId() + item.label() + item.split())
                        .toList());
        assertThat(fetched.bytes()).isEqualTo(fetched.fetched()).isEqualTo(first.length + second.length);
        assertThat(stub.seen("train-")).isEmpty();
    }

    @Test
    void keepsWhatItFetchesInTheHubsLayout() throws IOException {
        offersOneSplit();
        fetch("hf://datasets/org/tiny");
        assertThat(cached("refs/main")).hasContent(StubHub.COMMIT);
        Path link = cached("snapshots/" + StubHub.COMMIT + "/" + FIRST);
        assertThat(link).isSymbolicLink().hasBinaryContent(first);
        assertThat(Files.readSymbolicLink(link)).isRelative();
        assertThat(link.toRealPath().getParent()).isEqualTo(cached("blobs").toRealPath());
        assertThat(Files.readString(cached("snapshots/" + StubHub.COMMIT + "/README.md")))
                .isEqualTo("a card");
        stub.requests.clear();
        assertThat(fetch("hf://datasets/org/tiny@main").fetched()).isZero();
        assertThat(stub.seen("/resolve/")).isEmpty();
    }

    @Test
    void aRevisionMayBeABranchATagOrACommit() throws IOException {
        offersOneSplit();
        fetch("hf://datasets/org/tiny@refs%2Fpr%2F1");
        assertThat(stub.requests.get(0).path()).isEqualTo("/api/datasets/org/tiny/revision/refs/pr/1");
        assertThat(cached("refs/refs/pr/1")).hasContent(StubHub.COMMIT);
        fetch("hf://datasets/org/tiny@" + StubHub.COMMIT);
        assertThat(cached("refs/" + StubHub.COMMIT)).doesNotExist();
    }

    @Test
    void goesOnAfterACutAndAfterAKill() throws IOException {
        offersOneSplit();
        stub.faults(FIRST, Fault.CUT, Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY);
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("fetching " + FIRST + " failed 6 times")
                .message()
                .doesNotContain("\n");
        stub.requests.clear();
        fetch("hf://datasets/org/tiny");
        assertThat(stub.seen(FIRST)).hasSize(1).allMatch(seen -> seen.range().isPresent());
        assertThat(cached("snapshots/" + StubHub.COMMIT + "/" + FIRST)).hasBinaryContent(first);
        try (Stream<Path> blobs = Files.list(cached("blobs"))) {
            assertThat(blobs).noneMatch(blob -> blob.toString().endsWith(".incomplete"));
        }
    }

    @Test
    void drippingAndStallingAreNotWaitedFor() throws IOException {
        offersOneSplit();
        stub.faults(FIRST, Fault.DRIP);
        stub.faults(SECOND, Fault.STALL);
        fetch("hf://datasets/org/tiny");
        assertThat(cached("snapshots/" + StubHub.COMMIT + "/" + FIRST)).hasBinaryContent(first);
    }

    @Test
    void aFileThatIsNotTheListedOneGetsNoName() throws IOException {
        offersOneSplit();
        stub.corrupt(SECOND);
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(SECOND + ": the downloaded file is not what the hub lists");
        assertThat(cached("snapshots/" + StubHub.COMMIT + "/" + SECOND)).doesNotExist();
        stub.heal(SECOND);
        fetch("hf://datasets/org/tiny");
        assertThat(cached("snapshots/" + StubHub.COMMIT + "/" + SECOND)).hasBinaryContent(second);
    }

    @Test
    void theTokenStaysWithTheHub() throws IOException {
        offersOneSplit();
        try (StubHub elsewhere = new StubHub().large(FIRST, first).large(SECOND, second)) {
            stub.redirectLargeFilesTo(elsewhere.address());
            fetch("hf://datasets/org/tiny", Optional.of("hf_secret"));
            assertThat(stub.requests).allMatch(seen -> seen.authorization().equals(Optional.of("Bearer hf_secret")));
            assertThat(elsewhere.requests)
                    .hasSize(2)
                    .allMatch(seen -> seen.authorization().isEmpty());
        }
        stub.refuse(401);
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny", Optional.of("hf_secret")))
                .hasMessageContaining("org/tiny: the hub rejects the token in HF_TOKEN (HTTP status 401)")
                .hasMessageContaining("/settings/tokens makes another one")
                .hasMessageNotContaining("hf_secret");
    }

    /** The hub answers so wherever somebody without a token may not know which it is. */
    @Test
    void aPrivateRepositoryNeedsAToken() {
        stub.refuse(401);
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny"))
                .isInstanceOf(DownloadException.class)
                .hasMessage(
                        "org/tiny: the dataset is private, or there is none of that name (HTTP status 401; without a"
                                + " token the hub does not say which): if it is private, put a token of an account that may read"
                                + " it into the environment as HF_TOKEN (" + stub.address()
                                + "/settings/tokens makes one); if not, correct the name");
        stub.refuse(401, "GatedRepo");
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny"))
                .hasMessage("org/tiny: the dataset is gated (HTTP status 401): accept its terms at " + stub.address()
                        + "/datasets/org/tiny, and put a token of yours into the environment as HF_TOKEN ("
                        + stub.address() + "/settings/tokens makes one)");
    }

    @Test
    void anAbsentRepositoryIsToldWithThoseOfASimilarName() throws IOException {
        stub.refuse(404, "RepoNotFound");
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny"))
                .isInstanceOf(DownloadException.class)
                .hasMessage("org/tiny: the hub has no such dataset (HTTP status 404); correct the name");
        stub.finds("org/tiny-images", "other/tiny");
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny", Optional.of("hf_secret")))
                .hasMessage(
                        "org/tiny: the hub has no such dataset (HTTP status 404) that your token may see; correct the"
                                + " name; there is org/tiny-images, other/tiny");
        stub.refuse(404, "RevisionNotFound");
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny@v9"))
                .hasMessage("org/tiny@v9: the dataset has no revision \"v9\" (HTTP status 404); " + stub.address()
                        + "/datasets/org/tiny shows its branches and tags");
    }

    @Test
    void aRepositoryWithAScriptAloneIsNotRun() throws IOException {
        stub.file("tiny.py", "import datasets").large("data/images.tar", new byte[10_240]);
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny"))
                .isInstanceOf(DownloadException.class)
                .hasMessage(
                        "org/tiny has a loading script (tiny.py), which is not run here, and no Parquet files in its"
                                + " branch refs/convert/parquet, where the hub keeps what it has converted: push another"
                                + " repository of this dataset, or run the script with the library datasets before version 4, save"
                                + " the split with to_parquet, and push that file");
        stub.converted("default/test/0000.parquet", first);
        assertThat(fetch("hf://datasets/org/tiny").split()).isEqualTo("test");
    }

    private void offersShards() throws IOException {
        stub.file("README.md", "a card");
        try (Stream<Path> files = Files.walk(SHARDS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = SHARDS.relativize(file).toString();
                if (path.endsWith(".tar")) {
                    stub.large(path, Files.readAllBytes(file));
                } else {
                    stub.file(path, Files.readString(file));
                }
            }
        }
    }

    @Test
    void readsShardsWithTheirClassListAsFromAFolder() throws Exception {
        offersShards();
        HubDatasets.Fetched fetched = fetch("hf://datasets/org/tiny/test");
        Dataset dataset = Datasets.read(fetched.folder(), ReadOptions.ofSplit("test"));
        Dataset here = Datasets.read(SHARDS, ReadOptions.ofSplit("test"));
        assertThat(dataset.name()).isEqualTo("tiny");
        assertThat(dataset.listed()).isTrue();
        assertThat(dataset.classes()).containsExactly("ant", "bee, queen", "crème brûlée");
        assertThat(dataset.items())
                .extracting(item -> item.itemId() + item.label() + item.labelIndex() + item.split())
                .hasSize(4)
                .isEqualTo(here.items().stream()
                        .map(item -> item.itemId() + item.label() + item.labelIndex() + item.split())
                        .toList());
        for (int i = 0; i < 4; i++) {
            assertThat(dataset.items().get(i).image().bytes())
                    .isEqualTo(here.items().get(i).image().bytes());
        }
        assertThat(fetched.files()).isEqualTo(3);
        assertThat(stub.seen("/train/")).isEmpty();
        assertThat(cached("snapshots/" + StubHub.COMMIT + "/test/0.tar"))
                .hasSameBinaryContentAs(SHARDS.resolve("test/0.tar"));
        stub.requests.clear();
        assertThat(fetch("hf://datasets/org/tiny/test").fetched()).isZero();
        assertThat(stub.seen("/resolve/")).isEmpty();
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny")).hasMessageEndingWith("test, train");
    }

    @Test
    void shardsGoOnWhereTheyWereAndAreCounted() throws Exception {
        byte[] shard = Files.readAllBytes(SHARDS.resolve("test/0.tar"));
        for (int i : new int[] {10, 2, 1, 0}) {
            stub.large("test/" + i + ".tar", i == 10 ? new byte[1024] : Arrays.copyOf(shard, shard.length + 512 * i));
        }
        stub.faults("test/2.tar", Fault.CUT, Fault.BUSY);
        HubDatasets.Fetched fetched = fetch("hf://datasets/org/tiny");
        assertThat(stub.seen("test/2.tar"))
                .hasSize(3)
                .last()
                .matches(seen -> seen.range().isPresent());
        assertThat(fetched.folder().resolve("test-00003-of-00004.tar")).hasBinaryContent(new byte[1024]);
    }

    static Stream<TaskDefinition> ofShards() {
        return ShippedTasks.all().stream()
                .filter(task -> String.valueOf(task.data().dataset()).contains("/wds_"));
    }

    /** At their own addresses, two rows in their own form (tools/goldens/task_rows.py). */
    @ParameterizedTest
    @MethodSource("ofShards")
    void shippedTasksAreReadFromTheirShards(TaskDefinition task) throws Exception {
        assertThat(ofShards()).hasSize(9);
        HubDataset address = HubDataset.parse(task.data().dataset());
        stub.close();
        stub = new StubHub(address.id().repository());
        Path shard = Path.of("src/test/resources/tasks", task.id(), "test/0.tar");
        stub.large("test/0.tar", Files.readAllBytes(shard)).large("train/0.tar", new byte[1024]);
        if (task.data().classes().isEmpty()) {
            stub.file("classnames.txt", Files.readString(shard.resolveSibling("../classnames.txt")));
        }
        HubDatasets.Fetched fetched =
                fetch(address, Optional.empty(), Optional.ofNullable(task.data().split()));
        Dataset dataset = Datasets.read(
                fetched.folder(),
                ReadOptions.ofSplit(task.data().split())
                        .withClassNames(task.data().classes()));
        assertThat(dataset.items()).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(dataset.items().get(i).labelIndex()).isEqualTo(i);
        }
    }

    @Test
    void theCardSaysWhichFilesAreWhat() throws IOException {
        stub.file(
                        "README.md",
                        "---\nconfigs:\n- config_name: cats\n  data_files:\n  - split: dev\n    path: \"a/**/x-*.parquet\"\n"
                                + "  - split: test\n    path: [b/one.parquet, 'b/{two,three}.parquet']\n"
                                + "- config_name: dogs\n  data_dir: dogs\n  data_files: '*.parquet'\n---\n# A card\n")
                .large("a/x-1.parquet", first)
                .large("a/deep/x-2.parquet", second)
                .large("b/one.parquet", first)
                .large("b/three.parquet", second)
                .large("dogs/d.parquet", first)
                .large("other.parquet", second);
        assertThat(fetch("hf://datasets/org/tiny/cats/dev").files()).isEqualTo(2);
        HubDatasets.Fetched test = fetch("hf://datasets/org/tiny/cats/test");
        assertThat(test.files()).isEqualTo(2);
        assertThat(test.folder()).hasFileName("tiny-cats");
        assertThat(test.folder().resolve("test-00001-of-00002.parquet")).hasBinaryContent(second);
        assertThat(fetch("hf://datasets/org/tiny/dogs").split()).isEqualTo("train");
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny"))
                .hasMessage("hf://datasets/org/tiny has several configurations, say which one, as in"
                        + " hf://datasets/org/tiny/CONFIG/SPLIT: cats, dogs");
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny/cats"))
                .hasMessageEndingWith(
                        "has several splits, say which one, as in hf://datasets/org/tiny/CONFIG/SPLIT:" + " dev, test");
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny/birds"))
                .hasMessage("hf://datasets/org/tiny/birds has no configuration \"birds\"; there is cats, dogs");
    }

    @Test
    void theOnlyConfigurationGoesWithoutSaying() throws IOException {
        stub.large("data/test.parquet", first).large("eval_train.parquet", second);
        assertThat(fetch("hf://datasets/org/tiny/test").split()).isEqualTo("test");
        assertThat(fetch("hf://datasets/org/tiny/train").files()).isEqualTo(1);
    }

    @Test
    void whatTheHubConvertedStandsInForOtherFormats() throws IOException {
        stub.file("data.jsonl", "{}")
                .converted("default/test/0000.parquet", first)
                .converted("default/test/0001.parquet", second)
                .converted("default/partial-train/0000.parquet", second);
        HubDatasets.Fetched fetched = fetch("hf://datasets/org/tiny/test");
        assertThat(fetched.commit()).isEqualTo(StubHub.CONVERTED);
        assertThat(cached("refs/refs/convert/parquet")).hasContent(StubHub.CONVERTED);
        assertThat(fetched.folder().resolve("test-00001-of-00002.parquet")).hasBinaryContent(second);
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny@v1/test"))
                .hasMessageContaining("org/tiny@v1 has no Parquet files or tar shards at that revision");
    }

    @Test
    void theBeginningOfASplitIsTakenByItsOwnNameAlone() throws Exception {
        byte[] rows = Files.readAllBytes(
                Path.of("../libs/datasets/src/test/resources/datasets/parquet/valid-00000-of-00002.parquet"));
        stub.file("data.jsonl", "{}").converted("default/partial-train/0000.parquet", rows);
        for (String address : List.of("hf://datasets/org/tiny", "hf://datasets/org/tiny/train")) {
            assertThatThrownBy(() -> fetch(address))
                    .isInstanceOf(DownloadException.class)
                    .hasMessageStartingWith(
                            address + ": the hub has converted only the beginning of the split \"train\"")
                    .hasMessageEndingWith("hf://datasets/org/tiny/default/partial-train");
        }
        HubDatasets.Fetched fetched = fetch("hf://datasets/org/tiny/default/partial-train");
        assertThat(fetched.split()).isEqualTo("partial-train");
        assertThat(Datasets.read(fetched.folder(), ReadOptions.ALL).items())
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.split()).isEqualTo("partial-train"));
    }

    @Test
    void saysThatThereIsNothingToRead() {
        stub.file("data.jsonl", "{}");
        assertThatThrownBy(() -> fetch("hf://datasets/org/tiny"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(
                        "org/tiny has no Parquet files or tar shards, and none in its branch refs/convert/parquet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf://datasets/tiny",
                "hf://org/tiny",
                "hf://datasets/a/b/c/d/e",
                "hf://datasets/a/..",
                "hf://datasets/a/b@../c",
                "hf://datasets/a/b/../x",
                "hf://datasets/a/b/c/..",
                "hf://datasets/a/b@x%2F..%2Fy"
            })
    void refusesWhatIsNoDataset(String written) {
        assertThatThrownBy(() -> HubDataset.parse(written)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theCacheIsWhereTheEnvironmentSays() {
        HubId id = HubDataset.parse("hf://datasets/o/n").id();
        assertThat(HubCache.of(Map.of("HF_HUB_CACHE", "/c", "HF_HOME", "/h")).folder(id))
                .isEqualTo(Path.of("/c/datasets--o--n"));
        assertThat(HubCache.of(Map.of("HF_HOME", "/h", "XDG_CACHE_HOME", "/x")).folder(id))
                .isEqualTo(Path.of("/h/hub/datasets--o--n"));
        assertThat(HubCache.of(Map.of()).folder(id))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/huggingface/hub/datasets--o--n"));
    }
}
