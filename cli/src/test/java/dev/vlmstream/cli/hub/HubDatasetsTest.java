package dev.vlmstream.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.hub.StubHub.Fault;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.Network;
import dev.vlmstream.datasets.sources.hub.HubCache;
import dev.vlmstream.datasets.sources.hub.HubDataset;
import dev.vlmstream.datasets.sources.hub.HubDatasets;
import dev.vlmstream.datasets.sources.hub.HubId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are those that the hub's own library for Python has written. */
class HubDatasetsTest {
    private static final Path FILES = Installation.home().resolve("libs/datasets/src/test/resources/datasets/parquet");
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
        return new HubDatasets(
                        stub.address(),
                        token,
                        new HubCache(directory.resolve("hub")),
                        directory.resolve("views"),
                        Network.ANY,
                        Duration.ofMillis(1),
                        Duration.ofMillis(400))
                .fetch(HubDataset.parse(address), Optional.empty(), (done, all, file) -> {});
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
                .hasMessageContaining(SECOND + ": what came is not what the hub lists");
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
                .hasMessageContaining("the dataset is gated, private, or not there")
                .hasMessageContaining("/datasets/org/tiny")
                .hasMessageNotContaining("hf_secret");
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
                .hasMessageContaining("org/tiny@v1 has no Parquet files at that revision");
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
                .hasMessageContaining("org/tiny has no Parquet files, and none that the hub has converted");
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
