package dev.vlmstream.benchmarks.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.cases.Peers.Cell;
import dev.vlmstream.benchmarks.cases.Peers.Limits;
import dev.vlmstream.benchmarks.cases.Peers.Measure;
import dev.vlmstream.benchmarks.cases.Peers.Sample;
import dev.vlmstream.benchmarks.cases.Peers.Timed;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
    @Test
    void withoutPythonOursIsMeasuredAlone(@TempDir Path results) throws Exception {
        BenchmarkReport report =
                Peers.measure(Options.parse("decode", "--home", "..", "--peers", "--cells", "2x16x4", "--rounds", "1"));
        report.write(results, 0);
        JsonNode json = new ObjectMapper()
                .readTree(results.resolve("decode-peers-emoji-vlm.json").toFile());
        JsonNode sample = json.at("/settings/samples, fp32/2x16x4/VLM Stream fp32/0");
        assertThat(sample.get("whole").asDouble()).isPositive();
        assertThat(sample.get("bytes").asLong()).isGreaterThan(1 << 20);
        assertThat(json.at("/tables/0").asText())
                .contains("| 2 × 16 × 4 | decoding, tokens/s | ")
                .contains("| 2 × 16 × 4 | share of memory bandwidth, % | – | – |")
                .contains("the first token is that of VLM Stream fp32 | 100 % |");
    }

    @Test
    void aBundleWithoutFloat32IsMeasuredInWhatItHas(@TempDir Path directory) throws Exception {
        Path bundle = Files.createDirectories(directory.resolve("small"));
        Path whole = Path.of("../demo/models/emoji-vlm");
        Files.createDirectory(bundle.resolve("onnx"));
        for (Path of : List.of(Path.of(""), Path.of("onnx"))) {
            try (Stream<Path> files = Files.list(whole.resolve(of)).filter(Files::isRegularFile)) {
                for (Path file : files.toList()) {
                    String name = file.getFileName().toString().replace(".onnx", "_q4.onnx");
                    Files.copy(file, bundle.resolve(of).resolve(name));
                }
            }
        }
        BenchmarkReport report = Peers.measure(Options.parse(
                "decode",
                "--home",
                "..",
                "--peers",
                "--model",
                bundle.toString(),
                "--engines",
                "ours",
                "--cells",
                "1x16x4",
                "--rounds",
                "1"));
        assertThat(report.tables()).hasSize(1);
        assertThat(report.tables().get(0)).contains("| what | VLM Stream q4 | ratio |");
    }

    @Test
    void decodingIsWhatAnAnswerTakesBeyondAShorterOne() {
        Cell cell = Cell.of("4x100x11");
        Sample sample = new Sample(2, new Timed(1, 2), 3, 5_000_000, 1000, 2);
        assertThat(Measure.WHOLE.of(cell, sample, Limits.NONE)).isCloseTo(44 / 3.0, within(1e-9));
        assertThat(Measure.PREFILL.of(cell, sample, Limits.NONE)).isEqualTo(200);
        assertThat(Measure.DECODE.of(cell, sample, Limits.NONE)).isEqualTo(40);
        assertThat(Measure.MEMORY.of(cell, sample, Limits.NONE)).isEqualTo(5);
        Sample longer = new Sample(2, new Timed(6, 2.75), 3, 0, 1000, 2);
        assertThat(Measure.DECODE.of(cell, longer, Limits.NONE)).isEqualTo(80);
    }

    @Test
    void sharesAreOfWhatADecodingStepReadsAndComputes() {
        // Ten steps a second of four rows, 105.5 tokens long in the middle of their answers.
        Cell cell = Cell.of("4x100x11");
        Sample sample = new Sample(2, new Timed(1, 2), 3, 0, 1000, 2);
        Limits limits = new Limits(1e6, 4e4, 250, 3);
        assertThat(Measure.BANDWIDTH.of(cell, sample, limits)).isCloseTo(3.532, within(1e-9));
        assertThat(Measure.ARITHMETIC.of(cell, sample, limits)).isEqualTo(50);
        assertThat(Measure.BANDWIDTH.of(cell, sample, Limits.NONE)).isNaN();
    }

    @Test
    void aCellThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Cell.of("4x100")).hasMessageContaining("\"4x100\", must be like 16x650x128");
        assertThatThrownBy(() -> Cell.of("4x100x1")).hasMessageContaining("two new tokens");
    }
}
