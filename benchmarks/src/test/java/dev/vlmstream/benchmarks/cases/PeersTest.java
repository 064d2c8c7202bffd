package dev.vlmstream.benchmarks.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.cases.Peers.Cell;
import dev.vlmstream.benchmarks.cases.Peers.Measure;
import dev.vlmstream.benchmarks.cases.Peers.Sample;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.Options;
import java.nio.file.Path;
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
                .contains("the first token is that of VLM Stream fp32 | 100 % |");
    }

    @Test
    void decodingIsWhatAnAnswerTakesBeyondItsFirstToken() {
        Cell cell = Cell.of("4x100x11");
        Sample sample = new Sample(2, 3, 5_000_000);
        assertThat(Measure.WHOLE.of(cell, sample)).isCloseTo(44 / 3.0, within(1e-9));
        assertThat(Measure.PREFILL.of(cell, sample)).isEqualTo(200);
        assertThat(Measure.DECODE.of(cell, sample)).isEqualTo(40);
        assertThat(Measure.MEMORY.of(cell, sample)).isEqualTo(5);
    }

    @Test
    void aCellThatIsNoneIsNamed() {
        assertThatThrownBy(() -> Cell.of("4x100")).hasMessageContaining("\"4x100\", must be like 16x650x128");
        assertThatThrownBy(() -> Cell.of("4x100x1")).hasMessageContaining("two new tokens");
    }
}
