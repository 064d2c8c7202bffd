package dev.vlmstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.offline.Previewer;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.output.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
            description = "Write what the model sees there, a file for each image.")
    private @Nullable Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "png",
            description =
                    "Of --out: ${COMPLETION-CANDIDATES}; bin is the RGB bytes, row by row (default: ${DEFAULT-VALUE}).")
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
        lines.flush();
        return failed == 0 ? 0 : 1;
    }
}
