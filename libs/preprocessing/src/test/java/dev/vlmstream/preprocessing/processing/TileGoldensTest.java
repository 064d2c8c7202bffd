package dev.vlmstream.preprocessing.processing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.preprocessing.Goldens;
import dev.vlmstream.preprocessing.ImageDecoder;
import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.pixels.Extent;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What transformers' processors make of open pictures; recorded by tools/goldens/tile_processors.py. */
class TileGoldensTest {
    private static final Path TILES = Goldens.SHIPPED.resolve("tiles");

    static Stream<String> pipelines() {
        return lines().map(line -> line.get("pipeline").textValue()).distinct();
    }

    private static Stream<JsonNode> lines() {
        return Goldens.lines(TILES.resolve("index.jsonl"));
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void cutsAsTransformersToTheLastBit(String pipeline) {
        ImageProcessor processor = Goldens.pipeline(TILES.resolve(pipeline));
        List<JsonNode> lines = lines().filter(
                        line -> line.get("pipeline").textValue().equals(pipeline))
                .toList();

        assertThat(lines).hasSizeGreaterThan(5).allSatisfy(line -> {
            VisionInput input = processor.input(picture(line), line.toString());

            assertThat(input.shape()).as("shape").containsExactly(ints(line.get("shape")));
            assertThat(input.layout().rows())
                    .as("rows")
                    .isEqualTo(line.get("grid").get(0).intValue());
            assertThat(input.layout().columns())
                    .as("columns")
                    .isEqualTo(line.get("grid").get(1).intValue());
            assertThat(Goldens.sha256(input.pixelValues()))
                    .isEqualTo(line.get("sha256").textValue());
        });
    }

    private static byte[] picture(JsonNode line) {
        String name = line.get("image").textValue();
        byte[] whole = Goldens.bytes(Goldens.SHIPPED.resolve("preprocess-open").resolve(name));
        if (!line.has("crop")) {
            return whole;
        }
        int[] size = ints(line.get("crop"));
        return png(ImageDecoder.decode(whole, name, ImageLimits.DEFAULT).window(0, 0, new Extent(size[0], size[1])));
    }

    private static byte[] png(RgbImage image) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < image.width() * image.height(); i++) {
            byte[] rgb = image.rgb();
            int pixel = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff;
            picture.setRGB(i % image.width(), i / image.width(), pixel);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static int[] ints(JsonNode list) {
        int[] ints = new int[list.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = list.get(i).intValue();
        }
        return ints;
    }
}
