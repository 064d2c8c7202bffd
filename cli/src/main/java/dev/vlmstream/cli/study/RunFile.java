package dev.vlmstream.cli.study;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.options.RunOptions;
import dev.vlmstream.cli.push.RunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
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

    private RunFile() {}

    static Set<String> keys() {
        return new CommandLine(new Keys()).getCommandSpec().optionsMap().keySet();
    }

    /** @throws CommandFailure naming the file and the key */
    static List<Wanted> read(Path file) {
        try {
            Keys keys = new Keys();
            CommandLine parser = new CommandLine(keys).setTrimQuotes(false);
            parser.parseArgs(arguments(file, tree(file), parser).toArray(String[]::new));
            List<RunRequest> requests = keys.run.requests(keys.dataset);
            requests.forEach(RunFile::check);
            return requests.stream()
                    .map(request -> new Wanted(request, keys.models, file.toString()))
                    .toList();
        } catch (ParameterException | IllegalArgumentException e) {
            throw new CommandFailure(file + ": " + ManifestWords.of(e), e);
        }
    }

    private static void check(RunRequest request) {
        request.run().ifPresent(dev.vlmstream.schemas.topics.Keys::requireRun);
        requireThere("dataset", request.dataset());
        request.classes().ifPresent(file -> requireThere("classes", file));
        request.synonyms().ifPresent(file -> requireThere("synonyms", file));
    }

    private static void requireThere(String key, Path path) {
        if (!Files.exists(path)) {
            throw new IllegalArgumentException(
                    key + ": no such file or folder: " + path + " (paths are relative to the manifest)");
        }
    }

    private static JsonNode tree(Path file) {
        try {
            JsonNode tree = YAML.readTree(Files.readString(file));
            if (!tree.isObject()) {
                throw new CommandFailure(file + ": a manifest has lines \"key: value\"; dataset is one it needs");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new CommandFailure(file + ManifestWords.ofYaml(e), e);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(file + ": no such file or folder", e);
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> arguments(Path file, JsonNode tree, CommandLine parser) {
        List<String> arguments = new ArrayList<>();
        if (!tree.has("run")) {
            var name = NAME.matcher(file.getFileName().toString());
            arguments.add("--run=" + (name.matches() ? name.group("run") : file.getFileName()));
        }
        tree.properties().forEach(entry -> {
            String name = "--" + PLURALS.getOrDefault(entry.getKey(), entry.getKey());
            OptionSpec option = parser.getCommandSpec().findOption(name);
            add(arguments, new Key(file, entry.getKey(), name, option), entry.getValue());
        });
        return arguments;
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
