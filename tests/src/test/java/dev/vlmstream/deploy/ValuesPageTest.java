package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.runtime.Dtypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The chart's README, schema and version say what values.yaml and the project say; {@code -Ddocs.write=true} writes the README's table again. */
class ValuesPageTest {
    private static final Path PAGE = Chart.DIRECTORY.resolve("README.md");
    private static final String HEAD = "| value | default | meaning |\n|---|---|---|\n";

    @Test
    void theTableOfTheReadmeIsTheValues() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(HEAD);
        WrittenFile.check(PAGE, page.substring(0, from) + table(), ValuesPageTest.class);
    }

    @Test
    void theSchemaKnowsEveryValueAndNoOther() throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(Chart.DIRECTORY.resolve("values.schema.json").toFile());

        assertThat(ValuesFile.read().entries()).hasSizeGreaterThan(100).allSatisfy(value -> {
            JsonNode at = schema;
            for (String key : value.path().split("\\.")) {
                at = resolved(schema, at).path("properties").path(key);
            }
            assertThat(at.isMissingNode()).as(value.path()).isFalse();
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

    private static String table() throws IOException {
        List<ValuesFile.Entry> entries = ValuesFile.read().entries();
        return entries.stream().map(ValuesPageTest::row).collect(Collectors.joining("", HEAD, ""));
    }

    private static String row(ValuesFile.Entry entry) {
        String value = entry.value().map(node -> "`" + node + "`").orElse("");
        return ("| `" + entry.path() + "` | " + value.replace("|", "\\|") + " | " + entry.meaning() + " |\n");
    }
}
