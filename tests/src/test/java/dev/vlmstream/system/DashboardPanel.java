package dev.vlmstream.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A query of a panel of Grafana's dashboards.
 *
 * @param expression for Prometheus, with all namespaces, runs and loops chosen
 * @param labels that its legend names
 */
record DashboardPanel(String title, String expression, List<String> labels) {
    private static final Path DIRECTORY = Home.DIRECTORY.resolve("deploy/examples/grafana");
    private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern VARIABLE = Pattern.compile("\\$(namespace|run|loop)\\b");

    static List<DashboardPanel> all() throws IOException {
        List<DashboardPanel> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                for (JsonNode panel : new ObjectMapper().readTree(file.toFile()).get("panels")) {
                    panel.get("targets")
                            .forEach(target -> all.add(of(panel.get("title").asText(), target)));
                }
            }
        }
        return all;
    }

    /** Whether it shows something only where a dataset is being made. */
    boolean isOfMakings() {
        return expression.contains("vlmstream_wikiqa_");
    }

    /** Whether it shows something only where a model is behind an API. */
    boolean isOfRemoteModels() {
        return expression.contains("vlmstream_remote_");
    }

    /** Whether it shows something only where there is a GPU. */
    boolean isOfGpus() {
        return expression.contains("vlmstream_gpu_");
    }

    private static DashboardPanel of(String title, JsonNode target) {
        String expression =
                VARIABLE.matcher(target.get("expr").asText()).replaceAll(".*").replace("$__rate_interval", "10s");
        List<String> labels = LABEL.matcher(target.path("legendFormat").asText())
                .results()
                .map(found -> found.group(1))
                .toList();
        return new DashboardPanel(title, expression, labels);
    }
}
