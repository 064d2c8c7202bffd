package dev.vlmstream.preprocessing.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.preprocessing.Goldens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationErrorsTest {
    @TempDir
    Path directory;

    private Path file(String json) throws IOException {
        return Files.writeString(directory.resolve("preprocessor_config.json"), json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'image_mean': [1, 2]}                                      | "image_mean": must be a list of three numbers
            {'image_mean': [0, 0, 0], 'image_std': [1, 0, 1]}           | "image_std": must be positive
            {'do_resize': 'yes'}                                        | "do_resize": must be true or false
            {'do_resize': true, 'resample': 9}                          | "resample": no Pillow filter has the number 9
            {'do_resize': true, 'size': {'shortest_edge': 0}}           | "size.shortest_edge": must be a whole number
            {'do_resize': true, 'size': {'height': 4}}                  | "size.width": must be a whole number
            {'do_resize': true, 'size': {'longest_edge': 9}}            | "size": must have "shortest_edge" alone
            {'do_resize': true, 'crop_size': -1}                        | "crop_size": must be a whole number
            {'do_resize': true, 'do_center_crop': false}                | the output size would depend on the image
            {'image_processor_type': 'PixtralImageProcessor'}           | "image_processor_type": Pixtral cuts a picture
            {'image_processor_type': 'LlavaNextImageProcessor', 'image_grid_pinpoints': [[224, 225]]} | "image_grid_pinpoints": must be a list of [height, width], each a multiple of the tiles' 224
            {'image_processor_type': 'LlavaNextImageProcessor', 'image_grid_pinpoints': []} | "image_grid_pinpoints": must be a list
            {'image_processor_type': 'LlavaNextImageProcessor', 'crop_size': {'height': 9, 'width': 8}} | "crop_size": tiles must be square
            {'image_processor_type': 'LlavaOnevisionImageProcessor', 'size': {'height': 9, 'width': 8}} | "size": tiles must be square
            {'image_processor_type': 'LlavaOnevisionImageProcessor', 'size': {'height': 378, 'width': 378}} | "image_grid_pinpoints": must be a list of [height, width], each a multiple of the tiles' 378, but is missing
            {'image_processor_type': 'LlavaOnevisionImageProcessor', 'size': {'shortest_edge': 384}} | give "size" a height and a width
            {'image_processor_type': 'SmolVLMImageProcessor', 'size': {'longest_edge': 0}} | "size.longest_edge": must be a whole number
            {'image_processor_type': 'Idefics3ImageProcessor', 'max_image_size': 364} | "max_image_size": must be an object
            {'image_processor_type': 'GotOcr2ImageProcessorFast', 'max_patches': 0} | "max_patches": must be a whole number of tiles, 1 to 1024
            {'image_processor_type': 'GotOcr2ImageProcessorFast', 'min_patches': 13} | "max_patches": 12 tiles at most, but 13 at least
            {'image_processor_type': 'GotOcr2ImageProcessor', 'size': {'shortest_edge': 9}} | the output size would depend on the image
            {'image_processor_type': 'Gemma3ImageProcessor', 'do_pan_and_scan': true} | "do_pan_and_scan": crops of a picture are not supported; set it to false
            {'image_processor_type': 'PerceiverImageProcessor'}         | "image_processor_type": Perceiver is not known
            {'image_processor_type': 'ConvNextImageProcessor', 'size': {'height': 9, 'width': 9}} | "size": must have "shortest_edge"
            {'image_processor_type': 'PoolFormerImageProcessor', 'crop_pct': 0} | "crop_pct": must be positive
            {'image_processor_type': 'Qwen2VLImageProcessor', 'do_resize': false} | "do_resize": must be true
            {'image_processor_type': 'Qwen2VLImageProcessor', 'max_pixels': 9} | "max_pixels": 9 pixels at most, but 3136 at least
            {'image_processor_type': 'Qwen2VLImageProcessor', 'size': {'shortest_edge': 0.5}} | "size.shortest_edge": must be a whole number
            {'image_processor_type': 'ViTImageProcessor', 'do_pad': true} | "do_pad": the padding of ViT
            {'pretrained_cfg': {'input_size': 3}}                       | "pretrained_cfg.input_size": must be
            {'pretrained_cfg': {'input_size': [3, 9, 9], 'crop_mode': 'x'}} | "pretrained_cfg.crop_mode": must be
            {'preprocess_cfg': {'size': 9, 'interpolation': 'x'}}       | "preprocess_cfg.interpolation": must be
            {'preprocess_cfg': {'size': 9, 'resize_mode': 'longest'}}   | "preprocess_cfg.resize_mode": must be
            {'hidden_size': 3}                                          | not an image preprocessing configuration
            [1]                                                         | must hold a JSON object
            {'a':                                                       | not JSON
            """)
    void namesTheFileAndTheKey(String json, String message) throws IOException {
        Path file = file(json);

        assertThatThrownBy(() -> ImageProcessor.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void namesAFileThatIsNotThere() {
        assertThatThrownBy(() -> ImageProcessor.load(directory.resolve("none.json")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.json");
    }

    @Test
    void readsBareNumbersAsOldFilesHaveThem() throws IOException {
        FixedImageProcessor clip = (FixedImageProcessor) ImageProcessor.load(
                file("{'feature_extractor_type': 'CLIPFeatureExtractor', 'size': 224, 'crop_size': 200}"));
        FixedImageProcessor vit = (FixedImageProcessor)
                ImageProcessor.load(file("{'image_processor_type': 'ViTImageProcessor', 'size': 96}"));

        assertThat(clip.height()).isEqualTo(200);
        assertThat(vit.width()).isEqualTo(96);
    }

    @Test
    void withoutRescaleAndNormaliseGivesBytes() throws IOException {
        ImageProcessor processor = ImageProcessor.load(
                file(
                        "{'do_rescale': false, 'do_normalize': false, 'size': {'height': 1, 'width': 1}, 'do_center_crop': false}"));

        float[] values = processor
                .input(Goldens.bytes(Goldens.SHIPPED.resolve("preprocess-open/one_pixel.png")), "one_pixel.png")
                .pixelValues();

        assertThat(values).containsExactly(200, 30, 60);
    }
}
