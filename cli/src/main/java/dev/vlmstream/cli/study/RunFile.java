package dev.vlmstream.cli.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.options.RunOptions;
import dev.vlmstream.cli.push.RunRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * A run's manifest in YAML. Its keys are {@code dataset}, {@code models} and the names of {@code push}'s options without
 * dashes before them; {@code tags} and {@code templates} may stand for {@code tag} and {@code template}. It is read as the
 * command line is, so that both take the same and refuse the same. Paths are relative to the file. Without {@code run}, the
 * run is called as the file is.
 */
final class RunFile {
    static final Pattern NAME = Pattern.compile("(?<run>.+)\\.ya?ml");

    private static final Map<String, String> PLURALS = Map.of("tags", "tag", "templates", "template");

    @Command(name = "run manifest")
    private static final class Keys {
        @Option(names = "--dataset", required = true)
        private Path dataset;

        @Option(names = "--models", split = ",")
        private List<String> models = List.of();

        @Mixin
        private RunOptions run;
    }

    static Set<String> keys() {
        return new CommandLine(new Keys()).getCommandSpec().optionsMap().keySet();
    }

    /** @throws CommandFailure naming the file and, each with its line, all keys that are wrong */
    static List<Wanted> read(Path file) {
        RunFile manifest = new RunFile(file, KeyLines.read(file));
        try {
            return manifest.wanted(manifest.arguments(manifest.tree.keys()));
        } catch (ParameterException | IllegalArgumentException | CommandFailure e) {
            List<String> wrong = manifest.wrongKeys();
            if (!manifest.tree.values().has("dataset")) {
                wrong.add(file + ": \"dataset\" is missing");
            }
            if (wrong.isEmpty()) {
                wrong.add(file + ": " + ManifestWords.of(e));
            }
            throw new CommandFailure(String.join("\n", wrong), e);
        }
    }

    private final Path file;
    private final KeyLines tree;

    private RunFile(Path file, KeyLines tree) {
        this.file = file;
        this.tree = tree;
    }

    /** What is wrong with the keys that do not go with those that are right, in whatever order these stand. */
    private List<String> wrongKeys() {
        List<String> right = new ArrayList<>();
        Map<String, String> wrong =
                new TreeMap<>(Comparator.comparing(tree::line).thenComparing(Comparator.naturalOrder()));
        int before;
        do {
            before = right.size();
            wrong.clear();
            for (String key : tree.keys()) {
                if (!right.contains(key)) {
                    right.add(key);
                    whatIsWrong(right).ifPresent(words -> {
                        right.remove(key);
                        wrong.put(key, file + ", line " + tree.line(key) + ": " + words);
                    });
                }
            }
        } while (right.size() > before);
        return new ArrayList<>(wrong.values());
    }

    /** @param written keys; a dataset need not be among them */
    private Optional<String> whatIsWrong(List<String> written) {
        try {
            List<String> arguments = arguments(written);
            if (!written.contains("dataset")) {
                arguments.add("--dataset=" + file);
            }
            wanted(arguments);
            return Optional.empty();
        } catch (ParameterException | IllegalArgumentException | CommandFailure e) {
            return Optional.of(ManifestWords.of(e));
        }
    }

    private List<Wanted> wanted(List<String> arguments) {
        Keys keys = new Keys();
        parser(keys).parseArgs(arguments.toArray(String[]::new));
        List<RunRequest> requests = keys.run.requests(keys.dataset);
        requests.forEach(RunFile::check);
        return requests.stream()
                .map(request -> new Wanted(request, keys.models, file.toString()))
                .toList();
    }

    private static CommandLine parser(Keys keys) {
        return new CommandLine(keys).setTrimQuotes(false);
    }

    private static void check(RunRequest request) {
        request.run().ifPresent(dev.vlmstream.schemas.topics.Keys::requireRun);
        requireThere("dataset", request.dataset());
        request.classes().ifPresent(file -> requireThere("classes", file));
        request.synonyms().ifPresent(file -> requireThere("synonyms", file));
        request.frequency().ifPresent(counts -> requireThere("frequency", counts.file()));
    }

    private static void requireThere(String key, Path path) {
        if (!Files.exists(path)) {
            throw new IllegalArgumentException(
                    key + ": no such file or folder: " + path + " (paths are relative to the manifest)");
        }
    }

    private List<String> arguments(List<String> written) {
        List<String> arguments = new ArrayList<>();
        if (!written.contains("run")) {
            var name = NAME.matcher(file.getFileName().toString());
            arguments.add("--run=" + (name.matches() ? name.group("run") : file.getFileName()));
        }
        written.forEach(key -> add(arguments, key(key), tree.values().get(key)));
        return arguments;
    }

    private Key key(String written) {
        String name = "--" + PLURALS.getOrDefault(written, written);
        return new Key(file, written, name, parser(new Keys()).getCommandSpec().findOption(name));
    }

    /** @param option null: there is none of that name, which the parser then says */
    private record Key(Path file, String written, String name, OptionSpec option) {
        String argument(String value) {
            boolean path = option != null && option.type() == Path.class;
            return name + "="
                    + (path ? file.toAbsolutePath().resolveSibling(value).normalize() : value);
        }

        /** Lists stand where several may be given, mappings where each has a key. */
        void requireShape(JsonNode value) {
            if (option == null) {
                return;
            }
            if (option.typeInfo().isMap() != value.isObject() && !value.isNull()) {
                throw new IllegalArgumentException(quoted() + " takes " + (value.isObject() ? "no" : "a")
                        + " mapping (lines \"key: value\" below it)" + (value.isObject() ? "" : ", is " + value));
            }
            if (value.isArray() && !option.typeInfo().isMultiValue()) {
                throw new IllegalArgumentException(quoted() + " takes one value, not a list: " + value);
            }
        }

        private String quoted() {
            return "\"" + written + "\"";
        }

        boolean isFlag() {
            return option != null && option.arity().max() == 0;
        }
    }

    private static void add(List<String> arguments, Key key, JsonNode value) {
        key.requireShape(value);
        if (value.isArray()) {
            value.forEach(one -> arguments.add(key.argument(text(key, one))));
        } else if (value.isObject()) {
            value.properties()
                    .forEach(one -> arguments.add(key.argument(one.getKey() + "=" + text(key, one.getValue()))));
        } else if (key.isFlag() && value.isBoolean()) {
            if (value.asBoolean()) {
                arguments.add(key.name());
            }
        } else {
            arguments.add(key.argument(text(key, value)));
        }
    }

    private static String text(Key key, JsonNode value) {
        if (value.isNull() || value.isContainerNode()) {
            throw new IllegalArgumentException(
                    key.quoted() + " has " + (value.isNull() ? "no value" : "no value that can be used: " + value));
        }
        return value.asText();
    }
}
