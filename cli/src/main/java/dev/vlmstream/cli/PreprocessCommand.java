package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.report.figures.Thumbnail;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "preprocess",
        description = {
            "Shows images as a model sees them, after pad, resize and crop: one JSON line per image, with image, mode,"
                    + " size and rgb_sha256, or error.",
            "Exit status 1 if any image could not be used."
        },
        footer = {
            "  vlmstream preprocess --model emoji-clip a.jpg b.png",
            "  vlmstream preprocess --model models/clip-photo --out seen/ photos/*.jpg"
        })
final class PreprocessCommand extends PrintingCommand {
    private static final List<String> CONFIGS =
            List.of("preprocessor_config.json", "open_clip_config.json", "config.json");

    /** How pixels are written. */
    enum PixelFormat {
        png,
        /** The RGB bytes, row by row. */
        bin
    }

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
    private PixelFormat format;

    @Option(names = "--json", description = "Lines of JSON, as always.")
    private boolean json;

    @Override
    public Integer call() {
        Path directory = Files.isDirectory(Path.of(model))
                ? Path.of(model)
                : models.named(model).directory();
        ImageProcessor processor = processor(directory);
        int failed = 0;
        for (Path image : images) {
            ObjectNode line = view(processor, image);
            failed += line.has("error") ? 1 : 0;
            print(Json.line(line));
        }
        return failed == 0 ? 0 : 1;
    }

    /** The preprocessing of a directory that holds its configuration, whether or not there is a model beside it. */
    private static ImageProcessor processor(Path directory) {
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
    private ObjectNode view(ImageProcessor processor, Path image) {
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
        if (out == null) {
            return;
        }
        Files.createDirectories(out);
        Path file = out.resolve(name + "." + format);
        switch (format) {
            case png -> ImageIO.write(Thumbnail.pixels(seen), "png", file.toFile());
            case bin -> Files.write(file, seen.rgb());
        }
    }
}
