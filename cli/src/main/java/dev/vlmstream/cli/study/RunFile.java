package dev.vlmstream.cli.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.push.PushRequest;
import dev.vlmstream.cli.push.RunToPush;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.evaluation.run.InvalidRunException;
import dev.vlmstream.evaluation.run.InvalidRunException.Problem;
import dev.vlmstream.evaluation.run.RunSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A run's manifest in YAML. Its keys are {@code dataset} and the settings that {@code push} takes, with hyphens or underscores.
 * Paths are relative to the file. Without {@code run}, the run is called as the file is.
 */
final class RunFile {
    static final Pattern NAME = Pattern.compile("(?<run>.+)\\.ya?ml");

    private static final String DATASET = RunSettings.DATASET.key();

    private final Path file;
    private final KeyLines tree;
    private final List<Problem> problems = new ArrayList<>();

    private RunFile(Path file, KeyLines tree) {
        this.file = file;
        this.tree = tree;
    }

    /** @throws CommandFailure naming the file and, each with its line, all keys that are wrong */
    static List<RunToPush> read(Path file) {
        RunFile manifest = new RunFile(file, KeyLines.read(file));
        List<PushRequest> requests = manifest.requests();
        if (!manifest.problems.isEmpty()) {
            throw new CommandFailure(manifest.wrong());
        }
        return requests.stream()
                .map(request -> new RunToPush(request, file.toString()))
                .toList();
    }

    private List<PushRequest> requests() {
        Map<String, Object> given = new LinkedHashMap<>();
        tree.keys().forEach(key -> given.put(key, plain(tree.values().get(key))));
        given.forEach((key, value) -> {
            if (value == null) {
                problems.add(new Problem(key, "\"" + key + "\" has no value"));
            }
        });
        given.values().removeIf(value -> value == null);
        Optional<DatasetAddress> dataset = dataset(given.remove(DATASET));
        given.putIfAbsent(RunSettings.RUN.key(), name());
        try {
            return PushRequest.all(dataset, given, folder());
        } catch (InvalidRunException e) {
            problems.addAll(e.problems());
            return List.of();
        }
    }

    private static @Nullable Object plain(JsonNode value) {
        return Json.MAPPER.convertValue(value, Object.class);
    }

    private Path folder() {
        return file.toAbsolutePath().resolveSibling("").normalize();
    }

    private String name() {
        String name = file.getFileName().toString();
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? matcher.group("run") : name;
    }

    private Optional<DatasetAddress> dataset(@Nullable Object given) {
        if (given == null) {
            return tree.values().has(DATASET) ? Optional.of(nowhere()) : Optional.empty();
        }
        try {
            DatasetAddress address = DatasetAddress.of(RunSettings.DATASET.read(given), folder());
            if (address instanceof DatasetAddress.Local local) {
                PushRequest.requireThere(DATASET, local.path());
            }
            return Optional.of(address);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(DATASET, e.getMessage()));
            return Optional.of(nowhere());
        }
    }

    /** Until what else is wrong with the file is known. */
    private DatasetAddress nowhere() {
        return new DatasetAddress.Local(file);
    }

    /** By their lines; what is missing has none and comes last. */
    private String wrong() {
        List<String> lines = new ArrayList<>();
        for (String key : tree.keys()) {
            problems.stream()
                    .filter(problem -> problem.key().equals(key))
                    .forEach(problem -> lines.add(file + ", line " + tree.line(key) + ": " + problem.message()));
        }
        problems.stream()
                .filter(problem -> !tree.keys().contains(problem.key()))
                .forEach(problem -> lines.add(file + ": " + problem.message()));
        return String.join("\n", lines);
    }
}
