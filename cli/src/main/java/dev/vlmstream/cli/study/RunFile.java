package dev.vlmstream.cli.study;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.options.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
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
import picocli.CommandLine.UnmatchedArgumentException;

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
    static Wanted read(Path file) {
        try {
            Keys keys = new Keys();
            CommandLine parser = new CommandLine(keys).setTrimQuotes(false);
            parser.parseArgs(arguments(file, tree(file), parser).toArray(String[]::new));
            return new Wanted(keys.run.request(keys.dataset), keys.models);
        } catch (UnmatchedArgumentException e) {
            throw new CommandFailure(file + ": " + unknown(e), e);
        } catch (ParameterException | IllegalArgumentException e) {
            throw new CommandFailure(file + ": " + plain(e.getMessage()), e);
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
            String line =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new CommandFailure(file + line + ": no YAML: " + e.getOriginalMessage(), e);
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
            add(arguments, new Key(file, name, option), entry.getValue());
        });
        return arguments;
    }

    /** @param option null: there is none of that name, which the parser then says */
    private record Key(Path file, String name, OptionSpec option) {
        String argument(String value) {
            boolean path = option != null && option.type() == Path.class;
            return name + "="
                    + (path ? file.toAbsolutePath().resolveSibling(value).normalize() : value);
        }

        boolean isFlag() {
            return option != null && option.arity().max() == 0;
        }
    }

    private static void add(List<String> arguments, Key key, JsonNode value) {
        if (value.isArray()) {
            value.forEach(one -> add(arguments, key, one));
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
                    "\"" + key.name().substring(2) + "\" has no value that can be used: " + value);
        }
        return value.asText();
    }

    private static String unknown(UnmatchedArgumentException e) {
        String argument = e.getUnmatched().get(0);
        String key = argument.substring(2).replaceFirst("=.*", "");
        List<String> near = e.getSuggestions();
        return "unknown key \"" + key + "\""
                + (near.isEmpty()
                        ? ""
                        : "; did you mean \"" + plain(near.get(0)).replaceFirst("=.*", "") + "\"?");
    }

    /** The parser speaks of options; a manifest has keys. */
    private static String plain(String message) {
        return message.replaceAll("--(?=[a-z])", "");
    }
}
