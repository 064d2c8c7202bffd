package dev.vlmstream.inference.families;

import static dev.vlmstream.inference.BrokenBundles.assertNotLoaded;
import static dev.vlmstream.inference.BrokenBundles.replaceDecoder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.VisionModel;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.decoding.Positions;
import dev.vlmstream.inference.families.QwenVlFamily.ImageGrid;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QwenVlTest {

    private static final String BUNDLE = "tiny-qwen2.5-vl";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RuntimeOptions CPU = TestBundles.ONE_THREAD;

    @TempDir
    Path directory;

    static Stream<JsonNode> positions() throws IOException {
        return Files.readAllLines(Demo.goldens(BUNDLE).resolve("positions.jsonl")).stream()
                .map(QwenVlTest::parse);
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ImageGrid grid() {
        return ImageGrid.read(BundleDirectory.open(TestBundles.path(BUNDLE)), CPU);
    }

    @ParameterizedTest
    @MethodSource("positions")
    void placesAreThoseOfTheReference(JsonNode line) throws IOException {
        int[] ids = JSON.treeToValue(line.get("input_ids"), int[].class);
        JsonNode patches = line.get("grid");
        ImageLayout layout = patches.isNull()
                ? null
                : new ImageLayout(1, 1, patches.get(1).asInt(), patches.get(2).asInt());

        Positions own = grid().positions(ids, layout);

        long[][] recorded = JSON.treeToValue(line.get("positions"), long[][].class);
        assertThat(own.prompt()).isDeepEqualTo(recorded);
        assertThat(own.next()).isEqualTo(recorded[0][ids.length - 1] + 1);
    }

    @Test
    void aPromptEndingInAPictureGoesOnAboveItsLargestPlace() {
        int image = grid().image();

        Positions own = grid().positions(new int[] {1, image, image, image, image}, new ImageLayout(1, 1, 8, 2));

        assertThat(own.prompt()).isDeepEqualTo(new long[][] {{0, 1, 1, 1, 1}, {0, 1, 2, 3, 4}, {0, 1, 1, 1, 1}});
        assertThat(own.next()).isEqualTo(5);
    }

    @Test
    void placeholderAndPictureMustGoTogether() {
        ImageLayout layout = new ImageLayout(56, 56, 4, 4);
        int image = grid().image();

        assertThat(grid().expand(new int[] {1, image, 2}, layout)).containsExactly(1, image, image, image, image, 2);
        assertThat(grid().expand(new int[] {1, image, image, image, image}, layout))
                .hasSize(5);
        assertThatThrownBy(() -> grid().expand(new int[] {1, image}, null))
                .hasMessage("the prompt has 1 placeholders <|image_pad|> and no image");
        assertThatThrownBy(() -> grid().expand(new int[] {1, 2}, layout))
                .hasMessage("the prompt has 0 placeholders <|image_pad|> and one image");
        assertThatThrownBy(() -> grid().expand(new int[] {grid().video()}, null))
                .hasMessageContaining("video is not supported");
    }

    @Test
    void aPictureOfAnotherModelIsRefused() {
        try (VisionLanguageModel model = TestBundles.load(BUNDLE);
                VisionModel other =
                        (VisionModel) ModelLoader.load(BundleFinder.open(TestBundles.path("tiny-vit")), CPU)) {
            Picture.Pixels picture = Picture.Pixels.of(TestBundles.input(other, "rocket.jpg"));
            assertThatThrownBy(() -> model.imageFeatures(picture, ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not cut into patches");
        }
    }

    @Test
    void thinkingStepByStepOpensTheAnswer() {
        try (VisionLanguageModel model = TestBundles.load(BUNDLE)) {
            assertThat(model.prompt("Q", true, PromptStyle.STUDY, true))
                    .isEqualTo("<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>Q<|im_end|>\n"
                            + "<|im_start|>assistant\nLet's think step by step.");
            Request request = new Request(null, model.prompt("Q", false, PromptStyle.CHAT, false));
            assertThat(model.nextTokenLogits(request)).hasSize(2048);
        }
    }

    @Test
    void configurationsThatDoNotGoTogetherAreNamed() throws IOException {
        Path bundle = TestBundles.copy(BUNDLE, directory);
        Path processor = bundle.resolve("preprocessor_config.json");
        String original = Files.readString(processor);
        Files.writeString(processor, original.replace("\"merge_size\": 2", "\"merge_size\": 1"));
        assertNotLoaded(bundle, "merge_size is 1", "vision_config.spatial_merge_size is 2");
        Files.writeString(
                processor, original.replace("\"patch_size\": 14,\n  \"proc", "\"patch_size\": 16,\n  \"proc"));
        assertNotLoaded(bundle, "patches of 1176 values", "makes 1536");
        Files.writeString(processor, original.replace("Qwen2VLImageProcessor", "CLIPImageProcessor"));
        assertNotLoaded(bundle, "preprocessor_config.json");
    }

    @Test
    void aDecoderWhosePlacesHaveOnePartIsRefused() throws IOException {
        Path bundle = TestBundles.copy(BUNDLE, directory);
        replaceDecoder(bundle);
        assertNotLoaded(bundle, "position_ids of 1 part(s)", "a qwen2_5_vl has three");
    }
}
