package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts are of what services measure, are heard when they must be, and each has its page in the runbook. */
class AlertsTest {
    private static final Path TESTS = Path.of("src", "test", "resources", "alerts-test.yaml");
    private static final Path RUNBOOK = Path.of("..", "docs", "operations.md");
    private static final Pattern METRIC = Pattern.compile("vlmstream_[a-z_]+");

    @Test
    void theyAreHeardWhenTheyMustBe(@TempDir Path scratch) throws IOException, InterruptedException {
        JsonNode rules = rules("secured.yaml");
        Chart.YAML.writeValue(scratch.resolve("rules.yaml").toFile(), rules);
        Files.copy(TESTS, scratch.resolve("test.yaml"));

        assertThat(Promtool.run(scratch, "check", "rules", "rules.yaml")).contains("SUCCESS");
        assertThat(Promtool.run(scratch, "test", "rules", "test.yaml")).contains("SUCCESS");
    }

    @Test
    void eachIsTestedSoundingAndSilent() throws IOException {
        JsonNode tests = Chart.YAML.readTree(TESTS.toFile()).get("tests");

        Set<String> alerts = alerts(rules("secured.yaml"), "alert");
        assertThat(tested(tests, true)).isEqualTo(alerts);
        assertThat(tested(tests, false)).isEqualTo(alerts);
    }

    @Test
    void eachHasItsPageInTheRunbook() throws IOException {
        Set<String> headings = Files.readString(RUNBOOK)
                .lines()
                .filter(line -> line.startsWith("### VlmStream"))
                .map(line -> line.substring(4))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(headings).isEqualTo(alerts(rules("secured.yaml"), "alert"));
        assertThat(all(rules("everything.yaml")))
                .allSatisfy(
                        rule -> assertThat(rule.at("/annotations/runbook_url").asText())
                                .isEqualTo("https://wiki.example.org/operations#"
                                        + rule.get("alert").asText().toLowerCase(Locale.ROOT)));
    }

    @Test
    void servicesMeasureWhatTheyAskFor() throws IOException {
        String sources = sources();

        Set<String> metrics = alerts(rules("secured.yaml"), "expr").stream()
                .flatMap(expr -> METRIC.matcher(expr).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(metrics).hasSizeGreaterThan(5).allSatisfy(metric -> {
            String meter = metric.replaceFirst("_(total|bucket|count|sum)$", "").replace('_', '.');
            assertThat(sources.contains('"' + meter + '"')).as(meter).isTrue();
        });
    }

    private static JsonNode rules(String file) throws IOException {
        return Chart.render(file).stream()
                .filter(manifest -> manifest.get("kind").asText().equals("PrometheusRule"))
                .findFirst()
                .orElseThrow()
                .get("spec");
    }

    private static List<JsonNode> all(JsonNode rules) {
        return StreamSupport.stream(rules.at("/groups/0/rules").spliterator(), false)
                .toList();
    }

    private static Set<String> alerts(JsonNode rules, String field) {
        return all(rules).stream().map(rule -> rule.get(field).asText()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> tested(JsonNode tests, boolean sounding) {
        return StreamSupport.stream(tests.spliterator(), false)
                .flatMap(
                        test -> StreamSupport.stream(test.get("alert_rule_test").spliterator(), false))
                .filter(test -> test.has("exp_alerts") == sounding)
                .map(test -> test.get("alertname").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the services are made of. */
    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String module : List.of("libs/streaming", "scoring-service", "decode-service")) {
            try (Stream<Path> walk = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                for (Path file : walk.filter(Files::isRegularFile).toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString();
    }
}
