package dev.vlmstream.cli.demo;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.options.Converters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether and how the demo trains. */
public final class RemedyOptions {

    @Option(
            names = "--remedy",
            description =
                    "Run the second act instead: measure emoji-vlm and its CLIP, train the projector between emoji-vlm's"
                            + " encoder and decoder, and measure it during training. Needs Python with torch"
                            + " (tools/train/requirements.txt).")
    private boolean wanted;

    @Option(
            names = "--python",
            paramLabel = "PYTHON",
            defaultValue = "${env:VLMSTREAM_PYTHON:-python3}",
            description = "The Python interpreter for --remedy (default: VLMSTREAM_PYTHON, else python3).")
    private String python;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            converter = Converters.FromOne.class,
            defaultValue = "10",
            description = "Epochs of --remedy over the 600 training images (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--checkpoints",
            paramLabel = "N",
            converter = Converters.FromOne.class,
            defaultValue = "5",
            description = "How many checkpoints --remedy measures, evenly spaced (default: ${DEFAULT-VALUE}).")
    private int checkpoints;

    /**
     * The interpreter to train with; empty if nothing is to be trained.
     *
     * @throws CommandFailure if it is not there or lacks packages
     */
    public Optional<Python> python() {
        return wanted ? Optional.of(Python.forTraining(python)) : Optional.empty();
    }

    int epochs() {
        return epochs;
    }

    int checkpoints() {
        return checkpoints;
    }

    /**
     * An interpreter with the packages that training needs.
     *
     * @param command its path, or its name on the PATH
     */
    public record Python(String command) {
        private static final String REQUIREMENTS = "tools/train/requirements.txt";
        private static final List<String> MODULES =
                List.of("torch", "transformers", "onnx", "onnxruntime", "numpy", "PIL");
        private static final String MISSING = "import importlib.util, sys\n"
                + "print(' '.join(name for name in sys.argv[1:] if importlib.util.find_spec(name) is None))";

        /** @throws CommandFailure if there is no such interpreter, or it lacks packages; with the command that fixes it */
        static Python forTraining(String command) {
            String missing = missing(command);
            if (!missing.isEmpty()) {
                throw new CommandFailure("--remedy trains with Python, and " + command + " has no "
                        + missing.replace(" ", ", ") + ": " + command + " -m pip install -r " + REQUIREMENTS
                        + ", or name an interpreter that has them with --python or VLMSTREAM_PYTHON");
            }
            return new Python(command);
        }

        private static String missing(String command) {
            List<String> line = new ArrayList<>(List.of(command, "-c", MISSING));
            line.addAll(MODULES);
            try {
                Process process = new ProcessBuilder(line)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                process.getOutputStream().close();
                String missing = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                if (process.waitFor() != 0) {
                    throw absent(command, "it ends with an error");
                }
                return missing;
            } catch (IOException e) {
                throw absent(command, "it cannot be started");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailure("interrupted while looking for Python's packages", e);
            }
        }

        private static CommandFailure absent(String command, String why) {
            return new CommandFailure("--remedy trains with Python 3, but " + command + " cannot be used (" + why
                    + "); install Python and the packages of " + REQUIREMENTS + " (pip install -r " + REQUIREMENTS
                    + "), and name it with --python or VLMSTREAM_PYTHON");
        }

        /** tools/train with these arguments; it ends when this process does. */
        List<String> training(List<String> arguments) {
            Path script = Installation.home().resolve("tools/train/train.py");
            List<String> line = new ArrayList<>(List.of(command, script.toString()));
            line.addAll(arguments);
            line.add("--exit-with-parent");
            return line;
        }
    }
}
