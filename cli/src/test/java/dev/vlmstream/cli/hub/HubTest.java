package dev.vlmstream.cli.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.hub.StubHub.Fault;
import dev.vlmstream.cli.hub.StubHub.Seen;
import dev.vlmstream.cli.models.BundleFiles;
import dev.vlmstream.datasets.sources.download.Attempts;
import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.hub.Hub;
import dev.vlmstream.datasets.sources.hub.HubFile;
import dev.vlmstream.datasets.sources.hub.HubId;
import dev.vlmstream.inference.runtime.Dtypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {

    private static final HubId TINY = HubId.parse("org/tiny");
    private static final String GRAPH = "onnx/vision_model.onnx";
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofMillis(400);

    @TempDir
    Path directory;

    private final byte[] graph = new byte[300_000];
    private StubHub stub;

    @BeforeEach
    void offersADualEncoder() throws IOException {
        new Random(1).nextBytes(graph);
        stub = new StubHub()
                .file("config.json", "{}")
                .file("tokenizer.json", "{\"é\": 1}")
                .file("README.md", "a card")
                .file("empty.txt", "")
                .file("model.safetensors.index.json", "{}")
                .large("model.safetensors", new byte[7])
                .large("onnx/model.onnx", new byte[9])
                .large(GRAPH, graph)
                .large("onnx/vision_model_fp16.onnx", new byte[8])
                .large("onnx/vision_model_fp16.onnx_data", new byte[20])
                .large("onnx/text_model.onnx", new byte[0])
                .large("onnx/text_model_fp16.onnx", new byte[] {3});
    }

    @AfterEach
    void stops() {
        stub.close();
    }

    private static UnaryOperator<List<HubFile>> bundle(String dtype) {
        return all -> new BundleFiles(TINY, all).chosen(Dtypes.of(dtype));
    }

    private Hub.Pulled pull(String dtype, Optional<String> token) throws IOException {
        return new Hub(stub.address(), token, new Attempts(SOON, PATIENCE))
                .pull(TINY, bundle(dtype), directory, (done, all, file) -> {});
    }

    private Hub.Pulled pull() throws IOException {
        return pull("auto", Optional.empty());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void fetchesWhatABundleNeedsAndNothingElse() throws IOException {
        Hub.Pulled pulled = pull();
        assertThat(files())
                .containsExactly(
                        "README.md", "config.json", "empty.txt", "onnx/text_model.onnx", GRAPH, "tokenizer.json");
        assertThat(directory.resolve(GRAPH)).hasBinaryContent(graph);
        assertThat(pulled.commit()).isEqualTo(StubHub.COMMIT);
        assertThat(pulled.files()).isEqualTo(6);
    }

    @Test
    void fetchesTheGraphsOfAnotherDtypeWithTheirExternalWeights() throws IOException {
        pull("fp16", Optional.empty());
        assertThat(files())
                .contains(
                        "onnx/vision_model_fp16.onnx", "onnx/vision_model_fp16.onnx_data", "onnx/text_model_fp16.onnx")
                .doesNotContain(GRAPH);
    }

    @Test
    void goesOnWhereAConnectionWasCut() throws IOException {
        stub.faults(GRAPH, Fault.CUT, Fault.CUT, Fault.BUSY);
        pull();
        assertThat(directory.resolve(GRAPH)).hasBinaryContent(graph);
        List<Integer> from = stub.seen(GRAPH).stream().map(HubTest::from).toList();
        assertThat(from).hasSize(4).isSorted().startsWith(0);
        // Java's client may drop the last bytes that came before a cut.
        assertThat(from.get(1)).isBetween(1, graph.length / 2);
        assertThat(from.get(2))
                .isBetween(from.get(1) + 1, (from.get(1) + graph.length) / 2)
                .isEqualTo(from.get(3));
    }

    private static int from(Seen request) {
        return request.range()
                .map(range -> Integer.parseInt(range.replaceAll("\\D", "")))
                .orElse(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"STALL", "DRIP"})
    void goesOnWhenAConnectionBringsNextToNothingMore(Fault fault) throws IOException {
        stub.faults(GRAPH, fault);
        pull();
        assertThat(directory.resolve(GRAPH)).hasBinaryContent(graph);
        assertThat(stub.seen(GRAPH)).hasSize(2);
    }

    @Test
    void aLaterPullContinuesAnInterruptedOne() throws IOException {
        stub.faults(GRAPH, Fault.CUT, Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY, Fault.BUSY);
        assertThatThrownBy(this::pull)
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("fetching " + GRAPH + " failed 6 times, last: HTTP status 503")
                .hasMessageContaining("the next time continues from there");
        assertThat(directory.resolve(GRAPH)).doesNotExist();
        int last = from(stub.seen(GRAPH).get(5));
        assertThat(last).isBetween(1, graph.length / 2);
        stub.requests.clear();
        pull();
        assertThat(directory.resolve(GRAPH)).hasBinaryContent(graph);
        assertThat(stub.seen(GRAPH)).extracting(HubTest::from).containsExactly(last);
        assertThat(stub.seen("config.json")).isEmpty();
        assertThat(directory.resolve(".parts")).doesNotExist();
    }

    @Test
    void startsAgainWhereTheHubCannotContinue() throws IOException {
        stub.faults(GRAPH, Fault.CUT, Fault.IGNORE_RANGE);
        pull();
        assertThat(directory.resolve(GRAPH)).hasBinaryContent(graph);
    }

    @ParameterizedTest
    @ValueSource(strings = {GRAPH, "tokenizer.json"})
    void refusesAFileWhoseChecksumIsWrong(String file) throws IOException {
        stub.corrupt(file);
        assertThatThrownBy(this::pull)
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining(file + ": the downloaded file is not what the hub lists");
        assertThat(directory.resolve(file)).doesNotExist();
        stub.heal(file);
        pull();
        assertThat(directory.resolve(file)).isRegularFile();
    }

    @Test
    void replacesAFileThatIsNotTheHubs() throws IOException {
        Files.writeString(directory.resolve("config.json"), "[]");
        pull();
        assertThat(directory.resolve("config.json")).hasContent("{}");
    }

    @Test
    void sendsTheTokenToTheHubAndToNobodyElse() throws IOException {
        try (StubHub cdn = new StubHub()) {
            cdn.large(GRAPH, graph).large("onnx/text_model.onnx", new byte[0]);
            stub.redirectLargeFilesTo(cdn.address());
            pull("auto", Optional.of("hf_secret"));
            assertThat(stub.requests)
                    .isNotEmpty()
                    .allMatch(seen -> seen.authorization().equals(Optional.of("Bearer hf_secret")));
            assertThat(cdn.requests)
                    .hasSize(2)
                    .allMatch(seen -> seen.authorization().isEmpty());
        }
        assertThat(directory.resolve(GRAPH)).hasBinaryContent(graph);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void saysWhatToDoAboutAGatedModel(int status) {
        stub.refuse(status, "GatedRepo");
        assertThatThrownBy(this::pull)
                .hasMessageContaining("org/tiny: the model is gated (HTTP status " + status + ")")
                .hasMessageContaining("as HF_TOKEN");
        assertThatThrownBy(() -> pull("auto", Optional.of("hf_secret")))
                .hasMessageContaining("with the account that HF_TOKEN belongs to")
                .hasMessageNotContaining("hf_secret");
        assertThat(stub.requests).hasSize(2);
    }

    @Test
    void saysThatAModelIsNotThere() {
        stub.refuse(404);
        assertThatThrownBy(this::pull).hasMessageContaining("org/tiny: the hub has no such model");
    }

    @Test
    void pointsToTheExportToolWhereThereAreNoGraphs() throws IOException {
        try (StubHub weights = new StubHub().file("config.json", "{}").large("model.safetensors", new byte[7])) {
            Hub hub = new Hub(weights.address(), Optional.empty(), new Attempts(SOON, PATIENCE));
            assertThatThrownBy(() -> hub.pull(TINY, bundle("auto"), directory, (done, all, file) -> {}))
                    .hasMessageContaining("has no ONNX graphs")
                    .hasMessageContaining("tools/export/export.py --model org/tiny");
        }
    }

    @Test
    void namesTheDtypesThereAre() {
        assertThatThrownBy(() -> pull("q4", Optional.empty()))
                .hasMessage("org/tiny has no vision_model of dtype q4; it has [fp32, fp16]: choose with --dtype");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil.json", "a/../../evil.json", "/etc/evil.json", "a//b.json", "C:evil.json", "..\\\\e.json"
            })
    void refusesNamesThatLeadOutOfTheBundle(String path) {
        stub.file(path, "{}");
        assertThatThrownBy(this::pull)
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("would lie outside its folder");
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b/c", "../x", "a/..", "", "org/na me", "org/x@", "org/x@..", "org/x@a/../b", "org/x@?x"})
    void refusesWhatIsNoModel(String written) {
        assertThatThrownBy(() -> HubId.parse(written)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsARevision() {
        assertThat(HubId.parse("org/x@refs/pr/7")).isEqualTo(new HubId(HubId.Kind.MODEL, "org/x", "refs/pr/7"));
        assertThat(HubId.parse("gpt2").name()).isEqualTo("gpt2");
    }

    @Test
    void progressEndsAtTheWholeAlthoughAFileWasBegunTwice() throws IOException {
        stub.faults(GRAPH, Fault.CUT, Fault.IGNORE_RANGE);
        long[] last = new long[2];
        new Hub(stub.address(), Optional.empty(), new Attempts(SOON, PATIENCE))
                .pull(TINY, bundle("auto"), directory, (done, all, file) -> {
                    last[0] = done;
                    last[1] = all;
                });
        assertThat(last[0]).isEqualTo(last[1]).isGreaterThan(graph.length);
    }
}
