package dev.vlmstream.benchmarks.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderPeersTest {
    private static Options options(String model) {
        return Options.parse(
                "embed",
                "--home",
                "..",
                "--peers",
                "--model",
                "../demo/models/" + model,
                "--photos",
                "../tools/export/images",
                "--rounds",
                "1",
                "--items",
                "5");
    }

    @Test
    void withoutPythonOursIsMeasuredAlone(@TempDir Path results) throws Exception {
        BenchmarkReport report = EncoderPeers.measure(options("emoji-classifier"));
        report.write(results, 0);
        JsonNode json = new ObjectMapper()
                .readTree(results.resolve("embed-peers-emoji-classifier.json").toFile());
        assertThat(json.at("/settings/samples, batch 8/VLM Stream fp32/0").asDouble())
                .isPositive();
        assertThat(json.at("/tables/0").asText())
                .startsWith("| emoji-classifier, images/s | VLM Stream fp32 |")
                .contains("| the answer of VLM Stream fp32, of 3 | 100.0 % |")
                .contains("| cosine to its output, median and least | 1.00000, 1.00000 |");
    }

    @Test
    void aModelWithoutAnImageEncoderOfItsOwnIsRefused() {
        assertThatThrownBy(() -> EncoderPeers.measure(options("emoji-vlm")))
                .hasMessageContaining("emoji-vlm is neither a dual encoder nor an image classifier");
    }

    @Test
    void outputsThatPointTheSameWayAreAlikeWhateverTheirLength() {
        assertThat(EncoderPeers.cosine(new float[] {1, 2}, new float[] {3, 6})).isCloseTo(1, within(1e-12));
        assertThat(EncoderPeers.cosine(new float[] {1, 0}, new float[] {0, 4})).isZero();
    }
}
