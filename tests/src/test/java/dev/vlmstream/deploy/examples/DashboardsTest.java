package dev.vlmstream.deploy.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vlmstream.deploy.Chart;
import dev.vlmstream.deploy.ManifestSchemas;
import dev.vlmstream.deploy.Promtool;
import dev.vlmstream.deploy.WrittenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards are those of panels.yaml, and Prometheus understands every expression; the system's tests run them. */
class DashboardsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path VALUES = Dashboards.DIRECTORY.resolve("values.yaml");
    private static final String HEAD = """
            # The dashboards as ConfigMaps for Grafana's sidecar, which finds them by their label. Written by DashboardsTest.
            """;

    @Test
    void theyAreWrittenFromTheirPanels() throws IOException {
        for (Map.Entry<String, ObjectNode> dashboard : Dashboards.all().entrySet()) {
            WrittenFile.check(
                    Dashboards.DIRECTORY.resolve(dashboard.getKey() + ".json"),
                    dashboard.getValue().toPrettyString() + "\n",
                    DashboardsTest.class);
        }
        WrittenFile.check(VALUES, values(), DashboardsTest.class);
    }

    @Test
    void theChartMakesConfigMapsOfThem() throws IOException {
        List<JsonNode> manifests = Chart.render("minimal.yaml", Files.readString(VALUES));

        for (Map.Entry<String, ObjectNode> dashboard : Dashboards.all().entrySet()) {
            String key = "vlmstream-" + dashboard.getKey() + ".json";
            assertThat(manifests).anySatisfy(manifest -> {
                assertThat(ManifestSchemas.problems(manifest)).isEmpty();
                assertThat(manifest.at("/metadata/labels/grafana_dashboard").asText())
                        .isEqualTo("1");
                assertThat(JSON.readTree(manifest.path("data").path(key).asText()))
                        .isEqualTo(dashboard.getValue());
            });
        }
    }

    @Test
    void prometheusUnderstandsEveryExpression(@TempDir Path scratch) throws IOException, InterruptedException {
        ObjectNode rules = JSON.createObjectNode();
        var group = rules.putArray("groups").addObject().put("name", "dashboards");
        var records = group.putArray("rules");
        for (String expression : Dashboards.expressions()) {
            records.addObject()
                    .put("record", "panel:" + records.size())
                    .put("expr", expression.replace("$__rate_interval", "5m"));
        }
        Chart.YAML.writeValue(scratch.resolve("rules.yaml").toFile(), rules);

        assertThat(Promtool.run(scratch, "check", "rules", "rules.yaml")).contains("SUCCESS");
    }

    /** The chart takes objects for templates: what Grafana is to put in is not for Helm. */
    private static String values() throws IOException {
        ObjectNode values = JSON.createObjectNode();
        var objects = values.putArray("extraObjects");
        for (Map.Entry<String, ObjectNode> dashboard : Dashboards.all().entrySet()) {
            ObjectNode map = objects.addObject().put("apiVersion", "v1").put("kind", "ConfigMap");
            map.putObject("metadata")
                    .put("name", "{{ .Release.Name }}-dashboard-" + dashboard.getKey())
                    .putObject("labels")
                    .put("grafana_dashboard", "1");
            map.putObject("data")
                    .put(
                            "vlmstream-" + dashboard.getKey() + ".json",
                            dashboard.getValue().toPrettyString().replace("{{", "{{ `{{` }}"));
        }
        return HEAD
                + new YAMLMapper(YAMLMapper.builder()
                                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                                .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                                .build())
                        .writeValueAsString(values);
    }
}
