package dev.vlmstream.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.BrokerResource;
import dev.vlmstream.scoring.Events;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every metric of ours is described, at its place and in the docs, and the docs name none that is not there. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class MetricsIT extends OverHttp {
    private static final Pattern HELP = Pattern.compile("(?m)^# HELP (vlmstream_\\w+) ?(.*)$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (vlmstream_\\w+) (\\w+)$");
    private static final Pattern NAME = Pattern.compile("`(vlmstream_[a-z0-9_]+)`");

    /** There are none without webhooks; {@code WebhooksIT} looks at it. */
    private static final String OF_WEBHOOKS = "vlmstream_webhook_posts_total";

    @Test
    void whatIsMeasuredIsDescribed() throws IOException {
        scoreARunWithEverything();
        Set<String> documented = documented();
        assertThat(documented.remove(OF_WEBHOOKS)).isTrue();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(families()).isEqualTo(documented));

        String metrics = metrics();
        Map<String, String> help = new TreeMap<>();
        HELP.matcher(metrics).results().forEach(found -> help.put(found.group(1), found.group(2)));
        assertThat(TYPE.matcher(metrics).results().map(found -> found.group(1)))
                .allSatisfy(
                        name -> assertThat(help.getOrDefault(name, "")).as(name).isNotBlank());
        assertThat(metrics).contains("# TYPE vlmstream_commit_seconds histogram");
    }

    @Test
    void whatWaitsForAModelIsCounted() {
        RunManifest manifest = Events.manifest("demanded", "open-world", 3, "asked", "done");
        manifest.setJudges(Map.of("llm-judge", "judging"));
        pusher.push(manifest);
        for (String item : List.of("1", "2", "3")) {
            pusher.push(Events.reference("demanded", item, "cat"));
            pusher.push(Events.text("demanded", item, "done", "cat"));
        }
        pusher.push(Events.text("demanded", "1", "asked", "cat"));
        pusher.push(Events.verdict("demanded", "1", "done", "llm-judge", true, null));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(metrics())
                        .contains("vlmstream_waiting_questions{model=\"asked\",} 2.0\n")
                        .contains("vlmstream_waiting_questions{model=\"done\",} 0.0\n")
                        .contains("vlmstream_waiting_verdicts{model=\"judging\",} 3.0\n"));
    }

    private void scoreARunWithEverything() {
        RunManifest manifest = Events.manifest("measured", "open-world", 1, "m");
        manifest.setJudges(Map.of("llm-judge", "judge"));
        pusher.push(manifest);
        pusher.push(Events.reference("measured", "1", "cat"));
        Prediction prediction = Events.text("measured", "1", "m", "cat");
        prediction.setCost(0.5);
        pusher.push(prediction);
        pusher.push(Events.verdict("measured", "1", "m", "llm-judge", true, null));
        awaitComplete("measured");
    }

    /** In Prometheus' own format; in OpenMetrics', counters are called by other names. */
    private static String metrics() {
        return Management.ask().accept("text/plain").get("/q/metrics").asString();
    }

    /** Names without the largest value that goes with each histogram. */
    private static Set<String> families() {
        Map<String, String> types = new TreeMap<>();
        TYPE.matcher(metrics()).results().forEach(found -> types.put(found.group(1), found.group(2)));
        Set<String> names = new TreeSet<>(types.keySet());
        names.removeIf(name ->
                name.endsWith("_max") && "histogram".equals(types.get(name.substring(0, name.length() - 4))));
        return names;
    }

    private static Set<String> documented() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("../docs/rest.md"))) {
            if (line.startsWith("| scoring |")) {
                NAME.matcher(line)
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .forEach(names::add);
            }
        }
        return names;
    }
}
