package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.evaluation.run.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the manifests that {@code push -f} names. */
public final class RunFiles {
    private RunFiles() {}

    /**
     * The runs of manifests, and of all {@code *.yaml} of folders in the order of their names. All are read before any is
     * pushed.
     *
     * @throws CommandFailure naming each file in which something is wrong, and what
     */
    public static List<RunToPush> read(List<Path> filesAndFolders) {
        List<RunToPush> runs = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Path path : filesAndFolders) {
            for (Path file : Files.isDirectory(path) ? manifestsIn(path) : List.of(path)) {
                try {
                    runs.addAll(RunFile.read(file));
                } catch (CommandFailure e) {
                    wrong.add(e.getMessage());
                }
            }
        }
        wrong.addAll(namedTwice(runs));
        if (!wrong.isEmpty()) {
            throw new CommandFailure(String.join("\n", wrong));
        }
        return runs;
    }

    private static List<String> namedTwice(List<RunToPush> runs) {
        Map<String, String> files = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (RunToPush one : runs) {
            String run = one.request().spec().get(RunSettings.RUN);
            String other = files.putIfAbsent(run, one.manifest());
            if (other != null) {
                wrong.add(one.blame("run \"" + run + "\" is in " + other + ", too; give one of them another \"run\""));
            }
        }
        return wrong;
    }

    private static List<Path> manifestsIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> manifests = files.filter(file ->
                            RunFile.NAME.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
            if (manifests.isEmpty()) {
                throw new CommandFailure(folder + " has no manifests (*.yaml)");
            }
            return manifests;
        } catch (IOException e) {
            throw new CommandFailure(folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
