package dev.vlmstream.inference.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vlmstream.inference.TestBundles;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles and photos that may not be shipped: compared where a copy lies beside the repository. */
class SharedGoldensTest {

    private static Path shared() {
        String configured = System.getenv("VLMSTREAM_SHARED");
        return configured == null ? Path.of("..", "..", "..", "shared") : Path.of(configured);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clip-photo",
                "efficientnet-lite0",
                "tiny/tiny-clip",
                "tiny/tiny-clip-336",
                "tiny/tiny-vit",
                "tiny/tiny-eva-clip",
                "tiny/tiny-siglip",
                "tiny/tiny-qwen2.5-vl",
                "tiny/tiny-llava",
                "tiny/tiny-llava-next",
                "tiny/tiny-smolvlm",
                "tiny/tiny-blip2-opt",
                "tiny/tiny-instructblip"
            })
    void bundlesGiveWhatWasRecorded(String bundle) {
        Path directory = shared().resolve("models").resolve(bundle);
        assumeThat(directory)
                .as("set VLMSTREAM_SHARED to the directory with models, goldens and photos to compare " + bundle)
                .isDirectory();
        Path goldens = shared().resolve("golden/models").resolve(directory.getFileName());
        VerificationReport report = Verification.run(directory, goldens, TestBundles.ONE_THREAD);
        assertThat(report.notes()).isEmpty();
        assertThat(report.rows())
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
        assertThat(report.passed()).isTrue();
    }
}
