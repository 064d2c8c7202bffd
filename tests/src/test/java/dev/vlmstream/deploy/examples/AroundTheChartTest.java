package dev.vlmstream.deploy.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.deploy.Chart;
import dev.vlmstream.deploy.ManifestSchemas;
import dev.vlmstream.deploy.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An OAuth2 proxy, and Prometheus without its operator: both fit to what the chart makes. */
class AroundTheChartTest {
    private static final Path PROXY = Path.of("..", "deploy", "examples", "oauth2-proxy", "values.yaml");
    private static final Path SCRAPE = Path.of("..", "deploy", "examples", "prometheus", "scrape.yaml");
    private static final String MODEL = """
            models: [{name: emoji-clip, kind: embed, source: {pvc: {claimName: models}}}]
            """;
    private static final Pattern POD_LABEL = Pattern.compile("__meta_kubernetes_pod_label_(\\w+)");

    @Test
    void theProxyIsValidAndAsksScoring() throws IOException {
        List<JsonNode> manifests = Chart.render("minimal.yaml", Files.readString(PROXY));
        JsonNode proxy = one(manifests, "Deployment");

        TypedResources.typed(proxy);
        ObjectNode broken = proxy.deepCopy();
        ((ObjectNode) broken.at("/spec/template/spec/containers/0")).put("commnad", "x");
        assertThatThrownBy(() -> TypedResources.typed(broken)).hasMessageContaining("commnad");
        assertThat(manifests)
                .filteredOn(manifest -> manifest != proxy)
                .allSatisfy(manifest ->
                        assertThat(ManifestSchemas.problems(manifest)).isEmpty());
        JsonNode scoring = manifests.stream()
                .filter(manifest -> manifest.get("kind").asText().equals("Service")
                        && manifest.at("/metadata/name").asText().endsWith("-scoring"))
                .findFirst()
                .orElseThrow();
        assertThat(proxy.toString())
                .contains("--upstream=http://" + scoring.at("/metadata/name").asText() + ":"
                        + scoring.at("/spec/ports/0/port").asText() + "/");
        assertThat(one(manifests, "Ingress").findValue("backend").toString()).contains("oauth2-proxy");
    }

    @Test
    void whatIsScrapedIsWhatPodsAreCalled() throws IOException {
        String scrape = Files.readString(SCRAPE);
        List<JsonNode> pods = Chart.render("minimal.yaml", MODEL).stream()
                .map(manifest -> manifest.at("/spec/template"))
                .filter(JsonNode::isObject)
                .toList();
        Set<String> labels = pods.stream()
                .flatMap(pod -> pod.at("/metadata/labels").properties().stream())
                .map(label -> label.getKey().replaceAll("\\W", "_"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(POD_LABEL.matcher(scrape).results().map(found -> found.group(1)))
                .hasSize(3)
                .isSubsetOf(labels);
        assertThat(scrape).contains("regex: vlmstream;management");
        assertThat(pods).isNotEmpty().allSatisfy(pod -> {
            assertThat(pod.at("/metadata/labels").get("app.kubernetes.io/name").asText())
                    .isEqualTo("vlmstream");
            assertThat(pod.at("/spec/containers/0/ports").findValuesAsText("name"))
                    .contains("management");
        });
    }

    /** But for the discovery of pods, which not every build of Prometheus has. */
    @Test
    void prometheusTakesTheScrapeConfiguration(@TempDir Path scratch) throws IOException, InterruptedException {
        ObjectNode config = (ObjectNode) Chart.YAML.readTree(SCRAPE.toFile());
        ObjectNode job = (ObjectNode) config.at("/scrape_configs/0");
        assertThat(job.remove("kubernetes_sd_configs").toString()).isEqualTo("[{\"role\":\"pod\"}]");
        Chart.YAML.writeValue(scratch.resolve("prometheus.yaml").toFile(), config);

        assertThat(Promtool.run(scratch, "check", "config", "prometheus.yaml")).contains("SUCCESS");
    }

    private static JsonNode one(List<JsonNode> manifests, String kind) {
        return manifests.stream()
                .filter(manifest -> manifest.get("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
