package dev.vlmstream.inference.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.FastestDtype.Measured;
import dev.vlmstream.inference.runtime.DtypeChoice;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is fastest is measured once, among what loses little. */
class FastestDtypeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private ModelBundle bundle;
    private RuntimeOptions options;

    @BeforeEach
    void makeBundle() throws IOException {
        bundle = BundleFinder.open(TestBundles.quantized(directory));
        options = RuntimeOptions.cpu()
                .withIntraOpThreads(1)
                .withDtypes(Dtypes.of("fastest"))
                .withChoice(new DtypeChoice(directory.resolve("dtypes"), 0.02));
    }

    private String loaded() {
        try (Model model = ModelLoader.load(bundle, options)) {
            return model.bundle().dtype();
        }
    }

    private Measured kept() {
        assertThat(FastestDtype.kept(directory.resolve("dtypes"))).hasSize(1);
        return FastestDtype.kept(directory.resolve("dtypes")).get(0);
    }

    private void agreement(int int8, int q4) throws IOException {
        Files.writeString(
                bundle.directory().resolve("agreement.json"),
                "{\"int8\": {\"answers\": 100, \"same\": " + int8 + ", \"largestDeviation\": {\"first_logits\": 0.01}},"
                        + " \"q4\": {\"answers\": 100, \"same\": " + q4 + ", \"largestDeviation\": {}}}");
        bundle = BundleFinder.open(bundle.directory());
    }

    /** As if it had been measured so on this machine. */
    private void take(Map<String, Double> seconds) throws IOException {
        Path file = directory.resolve("dtypes").resolve(bundle.digest() + ".json");
        ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
        json.set("seconds", JSON.valueToTree(seconds));
        JSON.writeValue(file.toFile(), json);
    }

    @Test
    void whatLosesTooMuchIsNotEvenMeasured() throws IOException {
        agreement(98, 97);
        loaded();
        assertThat(kept().seconds()).containsOnlyKeys("fp32", "int8");
        assertThat(kept().why()).contains("q4 gives other answers in 3.0 % of the recorded cases, more than 2.0 %");
        assertThat(kept().model()).isEqualTo(bundle.name());
    }

    @Test
    void whatIsATenthFasterIsTakenAndIsNotMeasuredAgain() throws IOException {
        agreement(99, 50);
        loaded();
        take(Map.of("fp32", 0.9, "int8", 0.5));
        assertThat(loaded()).isEqualTo("int8");
        assertThat(kept().seconds()).isEqualTo(Map.of("fp32", 0.9, "int8", 0.5));
        assertThat(kept().why())
                .contains("fp32 takes 0.900 s; int8 takes 0.500 s")
                .contains("it gives the same answer in 99 of 100 recorded cases, numbers off by up to 0.010"
                        + " (first_logits)");
        take(Map.of("fp32", 0.54, "int8", 0.5));
        assertThat(loaded()).isEqualTo("fp32");
        assertThat(kept().why()).contains("nothing else is a tenth faster");
    }

    @Test
    void anEncoderIsMeasuredToo() throws IOException {
        bundle = BundleFinder.open(TestBundles.quantizedEncoder(directory));
        agreement(99, 50);
        loaded();
        take(Map.of("fp32", 0.9, "int8", 0.5));
        assertThat(loaded()).isEqualTo("int8");
    }

    @Test
    void withoutARecordedAgreementTheExactOneIsTaken() {
        assertThat(loaded()).isEqualTo("fp32");
        assertThat(kept().why()).isEqualTo("int8 has no recorded agreement; q4 has no recorded agreement");
        assertThat(kept().seconds()).isEmpty();
    }

    @Test
    void onlyWhoeverKeepsTheChoiceMayAskForIt() {
        RuntimeOptions once = RuntimeOptions.cpu().withDtypes(Dtypes.of("fastest"));
        assertThatThrownBy(() -> ModelLoader.load(bundle, once))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("dtype fastest is measured by services");
        assertThatThrownBy(() -> Dtypes.of("decoder=fastest"))
                .hasMessageContaining("fastest is for all graphs together");
    }
}
