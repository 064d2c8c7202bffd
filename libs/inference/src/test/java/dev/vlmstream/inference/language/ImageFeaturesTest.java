package dev.vlmstream.inference.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.decoding.AttentionBlock;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.EmbeddedPrompt.Features;
import dev.vlmstream.inference.decoding.Positions;
import dev.vlmstream.inference.onnx.StandInDevice;
import dev.vlmstream.inference.onnx.TensorRows;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call's features are brought to the device once, are there as long as a prompt needs them, and no longer. */
class ImageFeaturesTest {
    private static final ImageLayout LAYOUT = new ImageLayout(1, 1, 1, 1);

    private final VisionLanguageModel model = StandInDevice.holding(TestBundles.load("tiny-llava"));
    private final long openBefore = StandInDevice.openTensors();
    private final ImageFeatures features = new ImageFeatures(
            StandInDevice.part(model, Architecture.class),
            StandInDevice.part(model, TensorRows.class),
            prompt -> false);

    @AfterEach
    void close() {
        features.close();
        assertThat(open()).isZero();
        model.close();
    }

    private long open() {
        return StandInDevice.openTensors() - openBefore;
    }

    private Supplier<Features> asker(String content, Picture picture) {
        Supplier<Features> supplier = features.of(content, picture, "");
        features.expect(
                content,
                new EmbeddedPrompt(new int[1], 0, supplier, Positions.counted(1), AttentionBlock.NONE, content));
        return supplier;
    }

    private Picture pixels(String name) {
        VisionInput input = TestBundles.input(model, name);
        return new Picture.Pixels(input, name);
    }

    @Test
    void featuresFromElsewhereAreBroughtThereOnceForAllPrompts() {
        Supplier<Features> one = asker("a", new Picture.Encoded(new float[4][8], LAYOUT, "a"));
        Supplier<Features> other = asker("a", new Picture.Encoded(new float[4][8], LAYOUT, "a"));
        try (Features ofOne = one.get()) {
            assertThat(ofOne.tensor().onCpu()).isFalse();
        }
        assertThat(open()).isEqualTo(1);
        try (Features ofOther = other.get()) {
            assertThat(ofOther.tensor().shape()).containsExactly(1, 4, 8);
            assertThat(open()).isEqualTo(1);
        }
        assertThat(open()).isZero();
    }

    @Test
    void whatIsComputedAlongAndNeverAskedForIsLetGoOnClosing() {
        Supplier<Features> one = asker("a", pixels("rocket.jpg"));
        asker("b", pixels("cat_420.jpg"));
        one.get().close();
        assertThat(open()).isEqualTo(1);
    }

    @Test
    void aPromptThatAsksAgainAfterTheLastGetsThemAnew() {
        Supplier<Features> one = asker("a", pixels("rocket.jpg"));
        one.get().close();
        assertThat(open()).isZero();
        try (Features again = one.get()) {
            assertThat(again.tensor().onCpu()).isFalse();
        }
        assertThat(open()).isZero();
    }
}
