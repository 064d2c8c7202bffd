package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.runtime.Dtypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The chart's schema and version say what values.yaml and the project say. */
class ValuesTest {
    private static final Path VALUES = Chart.DIRECTORY.resolve("values.yaml");
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");
    private static final int INDENT = 2;

    @Test
    void theSchemaKnowsEveryValueAndNoOther() throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(Chart.DIRECTORY.resolve("values.schema.json").toFile());

        assertThat(explained()).hasSizeGreaterThan(100).allSatisfy(path -> {
            JsonNode at = schema;
            for (String key : path.split("\\.")) {
                at = resolved(schema, at).path("properties").path(key);
            }
            assertThat(at.isMissingNode()).as(path).isFalse();
        });
        assertThat(schema.findParents("properties"))
                .filteredOn(part -> part.get("properties").isObject()
                        && !part.path("required").toString().contains("api"))
                .allSatisfy(part -> assertThat(part.path("additionalProperties").asText())
                        .as(part.toString())
                        .isEqualTo("false"));
    }

    @Test
    void theImagesAreThisVersions() throws IOException {
        JsonNode chart =
                Chart.YAML.readTree(Chart.DIRECTORY.resolve("Chart.yaml").toFile());

        assertThat(chart.get("appVersion").asText()).isEqualTo(System.getProperty("project.version"));
    }

    @Test
    void theSchemaKnowsTheDtypes() throws IOException {
        String schema = Files.readString(Chart.DIRECTORY.resolve("values.schema.json"));

        assertThat(schema).contains("(" + Dtypes.AUTO + "|" + String.join("|", Dtypes.known()) + ")");
    }

    private static JsonNode resolved(JsonNode schema, JsonNode part) {
        return part.has("$ref") ? schema.at(part.get("$ref").asText().substring(1)) : part;
    }

    /** The keys, with dots between them, of values that stand under a comment. */
    private static List<String> explained() throws IOException {
        List<String> lines = Files.readAllLines(VALUES);
        List<String> explained = new ArrayList<>();
        List<String> path = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher key = KEY.matcher(lines.get(i));
            boolean commented = i > 0 && lines.get(i - 1).strip().startsWith("# ");
            if (!key.matches() || key.group(1).length() > path.size() * INDENT) {
                continue;
            }
            boolean group = i + 1 < lines.size() && lines.get(i + 1).matches(key.group(1) + " {2}#.*");
            if (!group && !commented) {
                continue;
            }
            path.subList(key.group(1).length() / INDENT, path.size()).clear();
            path.add(key.group(2));
            if (commented) {
                explained.add(String.join(".", path));
            }
        }
        return explained;
    }
}
