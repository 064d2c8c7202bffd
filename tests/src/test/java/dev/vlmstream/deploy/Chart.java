package dev.vlmstream.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The chart, as Helm renders it for the values of a file. */
public final class Chart {
    public static final ObjectMapper YAML = new YAMLMapper();
    static final Path DIRECTORY = Path.of("..", "deploy", "helm", "vlmstream");
    static final String RELEASE = "rel";
    private static final Path VALUES = Path.of("..", "deploy", "test", "values");
    /** Hooks are no part of what the library renders. */
    private static final Path NO_HOOKS = Path.of("src", "test", "resources", "no-hooks.yaml");

    private static final String DEFAULTS = "values.yaml";

    private Chart() {}

    /** The files of values. */
    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(VALUES)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The manifests. */
    static List<JsonNode> render(String file) throws IOException {
        return renderFile(VALUES.resolve(file));
    }

    /** The manifests for a file of values elsewhere. */
    public static List<JsonNode> renderFile(Path values) throws IOException {
        return manifests(template().withValuesFile(values));
    }

    /** The manifests for values. */
    static List<JsonNode> renderValues(String yaml) throws IOException {
        Path values = Files.createTempFile("values", ".yaml");
        try {
            Files.writeString(values, yaml);
            return renderFile(values);
        } finally {
            Files.delete(values);
        }
    }

    /**
     * The manifests with other values over those of a file.
     *
     * @throws RuntimeException with the chart's sentence, if it refuses them
     */
    public static List<JsonNode> render(String file, String over) throws IOException {
        Path values = Files.createTempFile("values", ".yaml");
        try {
            Files.writeString(values, over);
            return manifests(template().withValuesFile(VALUES.resolve(file)).withValuesFile(values));
        } finally {
            Files.delete(values);
        }
    }

    /** The manifests of all files. */
    static List<JsonNode> renderAll() throws IOException {
        return files().stream()
                .flatMap(file -> {
                    try {
                        return render(file).stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private static TemplateCommand template() {
        requireHelm();
        return new Helm(DIRECTORY)
                .template()
                .withValuesFile(NO_HOOKS)
                .withName(RELEASE)
                .withNamespace("eval")
                .withKubeVersion("1.34.4");
    }

    private static List<JsonNode> manifests(TemplateCommand command) throws IOException {
        return YAML.readerFor(JsonNode.class).<JsonNode>readValues(command.call()).readAll().stream()
                .filter(JsonNode::isObject)
                .toList();
    }

    /** What Helm's linter says of the chart with a file's values as its own: it takes no others. */
    static LintResult lint(String file, Path scratch) throws IOException {
        requireHelm();
        Path copy = scratch.resolve(DIRECTORY.getFileName());
        try (Stream<Path> walk = Files.walk(DIRECTORY)) {
            for (Path from : walk.toList()) {
                Files.copy(from, copy.resolve(DIRECTORY.relativize(from).toString()));
            }
        }
        JsonNode values = YAML.readTree(DIRECTORY.resolve(DEFAULTS).toFile());
        merge((ObjectNode) values, YAML.readTree(VALUES.resolve(file).toFile()));
        YAML.writeValue(copy.resolve(DEFAULTS).toFile(), values);
        return new Helm(copy).lint().strict().call();
    }

    private static void merge(ObjectNode into, JsonNode values) {
        values.properties().forEach(entry -> {
            if (entry.getValue().isObject() && into.get(entry.getKey()) instanceof ObjectNode below) {
                merge(below, entry.getValue());
            } else {
                into.set(entry.getKey(), entry.getValue());
            }
        });
    }

    /** Skips a test where Helm's native library cannot be had. */
    private static void requireHelm() {
        try {
            Helm.version().call();
        } catch (RuntimeException | LinkageError e) {
            Assumptions.abort("Helm's native library cannot be used on this platform: " + e);
        }
    }
}
