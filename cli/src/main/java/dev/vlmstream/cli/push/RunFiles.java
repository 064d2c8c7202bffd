package dev.vlmstream.cli.push;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.offline.TextFile;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.evaluation.run.InvalidRunException;
import dev.vlmstream.evaluation.run.InvalidRunException.Problem;
import dev.vlmstream.evaluation.run.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /**
     * A run's manifest in YAML. Its keys are {@code dataset} and the settings that {@code push} takes, with hyphens or underscores.
     * Paths are relative to the file. Without {@code run}, the run is called as the file is.
     */
    private static final class RunFile {
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

        /**
         * A manifest's keys with their values, and where they stand.
         *
         * @param lines of the keys, from 1
         */
        private record KeyLines(JsonNode values, Map<String, Integer> lines) {
            private static final YAMLMapper YAML = YAMLMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
            private static final Pattern YAML_LINE = Pattern.compile(" line (?<line>\\d+), column");
            private static final Pattern DUPLICATE =
                    Pattern.compile("Duplicate field '(?<key>[^']*)'.*", Pattern.DOTALL);

            /** As they stand in the file. */
            List<String> keys() {
                List<String> keys = new ArrayList<>();
                values.fieldNames().forEachRemaining(keys::add);
                return keys;
            }

            int line(String key) {
                return lines.get(key);
            }

            /** @throws CommandFailure if the file cannot be read, or is no YAML with keys */
            static KeyLines read(Path file) {
                try {
                    String text = TextFile.read(file);
                    JsonNode values = YAML.readTree(text);
                    if (!values.isObject()) {
                        throw new CommandFailure(
                                file + ": a manifest has lines \"key: value\"; dataset is one it needs");
                    }
                    return new KeyLines(values, linesOf(text));
                } catch (JsonProcessingException e) {
                    throw new CommandFailure(file + why(e), e);
                } catch (IOException e) {
                    throw new CommandFailure(file + " cannot be read: " + e.getMessage(), e);
                }
            }

            private static Map<String, Integer> linesOf(String text) throws IOException {
                Map<String, Integer> lines = new HashMap<>();
                try (JsonParser parser = YAML.createParser(text)) {
                    parser.nextToken();
                    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                        lines.put(key, parser.currentTokenLocation().getLineNr());
                        parser.nextToken();
                        parser.skipChildren();
                    }
                }
                return lines;
            }

            /** Why a file is no YAML, in plain words, which follow its name: the parser speaks of tokens. */
            private static String why(JsonProcessingException e) {
                String message = e.getOriginalMessage();
                if (message.startsWith("Trailing token")) {
                    return ": several documents (\"---\"); a manifest describes one run; put the others into"
                            + " separate files";
                }
                Matcher duplicate = DUPLICATE.matcher(message);
                if (duplicate.matches()) {
                    return line(e) + ": the key \"" + duplicate.group("key") + "\" occurs twice";
                }
                String first = message.lines().findFirst().orElse("").strip();
                String second = message.lines().skip(1).findFirst().orElse("").strip();
                return line(e) + ": no YAML: " + first
                        + (second.isEmpty() || second.startsWith("in '") ? "" : ", " + second);
            }

            /** The last line that the message names is that of the problem; where it names none, the reader's is. */
            private static String line(JsonProcessingException e) {
                String line = e.getLocation() == null
                        ? null
                        : String.valueOf(e.getLocation().getLineNr());
                Matcher named = YAML_LINE.matcher(e.getOriginalMessage());
                while (named.find()) {
                    line = named.group("line");
                }
                return line == null ? "" : ", line " + line;
            }
        }
    }
}
