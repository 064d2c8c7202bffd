package dev.vlmstream.cli.demo;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An interpreter with the packages that training needs.
 *
 * @param command its path, or its name on the PATH
 */
public record Python(String command) {
    private static final String REQUIREMENTS = "tools/train/requirements.txt";
    private static final List<String> MODULES = List.of("torch", "transformers", "onnx", "onnxruntime", "numpy", "PIL");
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
