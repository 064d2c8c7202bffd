package dev.vlmstream.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.RunManifest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** As many long dead letters as somebody likes to write: all are listed, a page after the other. */
class ManyDeadLettersIT extends OfProcesses {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LETTERS = 6_000;
    private static final int PAGE = 1000;
    private static final String REASON = "it was too long. ".repeat(600);

    @Test
    void eachOfManyIsListedWithItsReasonAndThoseOfADeletedRunAreNot() throws Exception {
        RunManifest run = Events.manifest("many", "open-world", 1, "m");
        try (ServiceProcess service = start("letters")) {
            service.awaitReady();
            try (Pusher pusher = pusher()) {
                pusher.push(run);
                pusher.push(Events.manifest("other", "open-world", 1, "m"));
                for (int letter = 0; letter < LETTERS; letter++) {
                    pusher.push(Events.deadLetter("many", "i" + letter, "another", letter + REASON));
                }
                pusher.push(Events.deadLetter("other", "1", "another", "short"));
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !page(service, "run=other", 0).isEmpty()
                            && !page(service, "run=many", LETTERS / PAGE - 1).isEmpty()
                            && page(service, "run=many", LETTERS / PAGE - 1).size() == PAGE);

            assertThat(items(service, "run=many")).hasSize(LETTERS);
            assertThat(page(service, "run=many", 3).get(7).path("reason").asText())
                    .endsWith(REASON);
            assertThat(page(service, "", LETTERS / PAGE)).hasSize(1);
            assertThat(JSON.readTree(service.get("/api/runs/many/metrics")).findValuesAsText("model"))
                    .containsExactly("m");

            try (Pusher pusher = pusher()) {
                pusher.delete(run);
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> page(service, "run=many", 0).isEmpty());
            assertThat(page(service, "", 0))
                    .singleElement()
                    .satisfies(
                            letter -> assertThat(letter.path("reason").asText()).isEqualTo("short"));
        }
    }

    private static Set<String> items(ServiceProcess service, String of) throws Exception {
        Set<String> items = new HashSet<>();
        for (int number = 0; number < LETTERS / PAGE; number++) {
            page(service, of, number)
                    .forEach(letter -> items.add(letter.path("item").asText()));
        }
        return items;
    }

    private static JsonNode page(ServiceProcess service, String of, int number) throws Exception {
        return JSON.readTree(service.get("/api/dead-letters?" + of + "&size=" + PAGE + "&page=" + number));
    }
}
