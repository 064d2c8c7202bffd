package dev.vlmstream.deploy.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.deploy.Chart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Grafana's dashboards, made of panels.yaml. */
final class Dashboards {
    static final Path DIRECTORY = Path.of("..", "deploy", "examples", "grafana");
    /** Of Grafana 10 and later. */
    private static final int SCHEMA = 39;

    private static final int ALL_COLUMNS = 24;
    private static final int ROWS = 8;
    private static final ObjectNode SOURCE = object().put("type", "prometheus").put("uid", "${datasource}");

    private Dashboards() {}

    /** By name. */
    static Map<String, ObjectNode> all() throws IOException {
        Map<String, ObjectNode> all = new TreeMap<>();
        declared().properties().forEach(entry -> all.put(entry.getKey(), dashboard(entry.getKey(), entry.getValue())));
        return all;
    }

    /** Each expression of every panel. */
    static List<String> expressions() throws IOException {
        List<String> all = new ArrayList<>();
        declared().findValues("expr").forEach(expr -> all.add(expr.asText()));
        return all;
    }

    private static JsonNode declared() throws IOException {
        return Chart.YAML.readTree(DIRECTORY.resolve("panels.yaml").toFile());
    }

    private static ObjectNode dashboard(String name, JsonNode declared) {
        ObjectNode dashboard = object().put("uid", "vlmstream-" + name)
                .put("title", declared.get("title").asText())
                .put("schemaVersion", SCHEMA)
                .put("editable", false)
                .put("refresh", "30s");
        dashboard.putArray("tags").add("vlmstream");
        dashboard.putObject("time").put("from", "now-3h").put("to", "now");
        ArrayNode variables = dashboard.putObject("templating").putArray("list");
        variables
                .addObject()
                .put("name", "datasource")
                .put("label", "Prometheus")
                .put("type", "datasource")
                .put("query", "prometheus");
        variables.add(variable("namespace", "label_values(vlmstream_lag_records, namespace)"));
        declared.get("variables")
                .properties()
                .forEach(entry ->
                        variables.add(variable(entry.getKey(), entry.getValue().asText())));
        dashboard.set("panels", panels(declared.get("panels")));
        return dashboard;
    }

    /** All values, or some: an installation without namespaces has none of that one. */
    private static ObjectNode variable(String name, String query) {
        ObjectNode variable = object().put("name", name)
                .put("label", name)
                .put("type", "query")
                .put("refresh", 2)
                .put("multi", true)
                .put("includeAll", true)
                .put("allValue", ".*");
        variable.set("datasource", SOURCE);
        variable.putObject("query").put("query", query).put("refId", name);
        variable.putObject("current").put("text", "All").put("value", "$__all");
        return variable;
    }

    private static ArrayNode panels(JsonNode declared) {
        ArrayNode panels = JsonNodeFactory.instance.arrayNode();
        int x = 0;
        int y = 0;
        for (JsonNode panel : declared) {
            int width = panel.path("width").asInt(ALL_COLUMNS / 2);
            if (x + width > ALL_COLUMNS) {
                x = 0;
                y += ROWS;
            }
            panels.add(panel(
                    panels.size() + 1,
                    panel,
                    object().put("x", x).put("y", y).put("w", width).put("h", ROWS)));
            x += width;
        }
        return panels;
    }

    private static ObjectNode panel(int id, JsonNode declared, ObjectNode place) {
        boolean table = declared.path("type").asText().equals("table");
        ObjectNode panel = object().put("id", id)
                .put("title", declared.get("title").asText())
                .put("type", table ? "table" : "timeseries");
        if (declared.has("help")) {
            panel.put("description", declared.get("help").asText());
        }
        panel.set("gridPos", place);
        panel.set("datasource", SOURCE);
        if (declared.has("unit")) {
            panel.putObject("fieldConfig")
                    .putObject("defaults")
                    .put("unit", declared.get("unit").asText())
                    .put("min", 0);
        }
        ArrayNode targets = panel.putArray("targets");
        for (JsonNode query : declared.get("queries")) {
            ObjectNode target = targets.addObject()
                    .put("refId", String.valueOf((char) ('A' + targets.size() - 1)))
                    .put("expr", query.get("expr").asText());
            target.set("datasource", SOURCE);
            if (table) {
                target.put("format", "table").put("instant", true);
            } else {
                target.put("legendFormat", query.get("legend").asText());
            }
        }
        return panel;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
