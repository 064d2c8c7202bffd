package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;

/** A real Prometheus that asks a stack's services every second. */
final class PrometheusServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final String url;

    private PrometheusServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Each panel has series of these services, with the labels that its legend names. */
    static void assertShown(List<DashboardPanel> panels, List<ServiceStatus> services) throws IOException {
        try (PrometheusServer prometheus = over(services)) {
            for (DashboardPanel panel : panels) {
                await(panel.toString())
                        .atMost(Duration.ofSeconds(30))
                        .ignoreException(UncheckedIOException.class)
                        .untilAsserted(() -> assertThat(prometheus.series(panel.expression()))
                                .isNotEmpty()
                                .allSatisfy(series -> assertThat(series).containsAll(panel.labels())));
            }
        }
    }

    /** The test is skipped where there is no Prometheus. */
    private static PrometheusServer over(List<ServiceStatus> services) throws IOException {
        Path directory = Path.of("target", "prometheus").toAbsolutePath();
        Home.deleteTree(directory);
        Files.createDirectories(directory);
        Path config = Files.writeString(directory.resolve("prometheus.yaml"), config(services));
        String address = "localhost:" + FreePorts.any();
        ProcessBuilder command = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=" + address)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile());
        try {
            return new PrometheusServer(command.start(), "http://" + address);
        } catch (IOException e) {
            Assumptions.abort("prometheus is not on the PATH: the dashboards' expressions are not run");
            throw e;
        }
    }

    /** With the labels that Prometheus gives pods. */
    private static String config(List<ServiceStatus> services) {
        StringBuilder config = new StringBuilder("""
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: vlmstream
                    metrics_path: /q/metrics
                    static_configs:
                """);
        for (ServiceStatus service : services) {
            service.metrics()
                    .ifPresent(
                            metrics -> config.append("      - {targets: [\"%s\"], labels: {namespace: eval, pod: %s}}\n"
                                    .formatted(URI.create(metrics).getAuthority(), service.name())));
        }
        return config.toString();
    }

    /** The labels of each series that an expression gives now. */
    List<Set<String>> series(String expression) {
        String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/query?query=" + query))
                .build();
        JsonNode answer;
        try {
            answer = JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalStateException(expression + ": " + answer);
        }
        List<Set<String>> all = new ArrayList<>();
        for (JsonNode series : answer.at("/data/result")) {
            Set<String> labels = new TreeSet<>();
            series.get("metric").fieldNames().forEachRemaining(labels::add);
            all.add(labels);
        }
        return all;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
