package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "preprocess",
        description = {
            "Shows images as a model sees them, after pad, resize and crop: one JSON line per image, with image, mode,"
                    + " size and rgb_sha256, or error.",
            "Exit status 1 if any image could not be used.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream preprocess --model emoji-clip a.jpg b.png",
            "  vlmstream preprocess --model models/clip-photo --out seen/ photos/*.jpg"
        })
final class PreprocessCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "The bundle's name, or a directory with preprocessor_config.json.")
    private String model;

    @Mixin
    private ModelsOption models;

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Image files.")
    private List<Path> images;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Write what the model sees to this directory, one file per image.")
    private @Nullable Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "png",
            description = "The format of --out: ${COMPLETION-CANDIDATES}; bin is the RGB bytes, row by row (default:"
                    + " ${DEFAULT-VALUE}).")
    private Previewer.PixelFormat format;

    @Option(names = "--json", description = "Lines of JSON, as always.")
    private boolean json;

    @Override
    public Integer call() {
        Path directory = Files.isDirectory(Path.of(model))
                ? Path.of(model)
                : models.named(model).directory();
        Previewer previewer = new Previewer(Previewer.processor(directory), out, format);
        PrintWriter lines = spec.commandLine().getOut();
        int failed = 0;
        for (Path image : images) {
            ObjectNode line = previewer.view(image);
            failed += line.has("error") ? 1 : 0;
            lines.println(Json.line(line));
        }
        return failed == 0 ? 0 : 1;
    }

    /** What a model sees of images: a line each, and the pixels as files where they are wished for. */
    private static final class Previewer {
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
                    .orElseThrow(() -> new CommandFailure(directory + " does not describe preprocessing: it has"
                            + " none of "
                            + String.join(", ", CONFIGS)));
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
}
