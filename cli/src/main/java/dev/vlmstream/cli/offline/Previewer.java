package dev.vlmstream.cli.offline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** What a model sees of images: a line each, and the pixels as files where they are wished for. */
public final class Previewer {
    private static final List<String> CONFIGS =
            List.of("preprocessor_config.json", "open_clip_config.json", "config.json");

    private final ImageProcessor processor;
    private final @Nullable Path directory;
    private final PixelFormat format;

    /** How pixels are written. */
    public enum PixelFormat {
        png,
        /** The RGB bytes, row by row. */
        bin
    }

    /** @param directory for files of what the model sees; null: none are written */
    public Previewer(ImageProcessor processor, @Nullable Path directory, PixelFormat format) {
        this.processor = processor;
        this.directory = directory;
        this.format = format;
    }

    /** The preprocessing of a directory that holds its configuration, whether or not there is a model beside it. */
    public static ImageProcessor processor(Path directory) {
        return CONFIGS.stream()
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(ImageProcessor::load)
                .orElseThrow(() -> new CommandFailure(
                        directory + " says nothing of preprocessing: it has none of " + String.join(", ", CONFIGS)));
    }

    /** {@code image}, {@code mode}, {@code size} of the file; {@code rgb_sha256} of what the model sees, of
     * every tile as {@code tiles} where there are several; or {@code error}. */
    public ObjectNode view(Path image) {
        ObjectNode line = Json.object().put("image", image.toString());
        try {
            List<RgbImage> views = processor.views(Files.readAllBytes(image), image.toString());
            RgbImage seen = views.get(0);
            line.put("mode", seen.sourceMode());
            line.putArray("size").add(seen.sourceWidth()).add(seen.sourceHeight());
            line.put("rgb_sha256", seen.sha256());
            if (views.size() > 1) {
                views.forEach(tile -> line.withArray("tiles").add(tile.sha256()));
            }
            for (int i = 0; i < views.size(); i++) {
                write(image.getFileName() + (i == 0 ? "" : "." + i), views.get(i));
            }
        } catch (ImageException e) {
            line.put("error", e.getMessage());
        } catch (IOException e) {
            line.put("error", image + ": " + (Files.exists(image) ? e.getMessage() : "no such file"));
        }
        return line;
    }

    private void write(String name, RgbImage seen) throws IOException {
        if (directory == null) {
            return;
        }
        Files.createDirectories(directory);
        Path file = directory.resolve(name + "." + format);
        switch (format) {
            case png -> ImageIO.write(picture(seen), "png", file.toFile());
            case bin -> Files.write(file, seen.rgb());
        }
    }

    private static BufferedImage picture(RgbImage seen) {
        BufferedImage picture = new BufferedImage(seen.width(), seen.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = seen.rgb();
        for (int i = 0; i < seen.width() * seen.height(); i++) {
            int pixel = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff;
            picture.setRGB(i % seen.width(), i / seen.width(), pixel);
        }
        return picture;
    }
}
