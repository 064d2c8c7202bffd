package dev.vlmstream.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.local.process.HealthWatch.LifeSigns;
import dev.vlmstream.local.process.Supervision.LifeLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifeSignsTest {
    private static final Path LOG = Path.of("logs", "scoring.log");
    private static final Health.Answer DOWN = said(
            "{\"status\": \"DOWN\", \"checks\": [{\"name\": \"loops\", \"status\": \"UP\"}, {\"name\": \"scoring\","
                    + " \"status\": \"DOWN\", \"data\": {\"topology\": \"ERROR\"}}], \"log\": \"logs/scoring.log\"}");

    private final LifeSigns signs = new LifeSigns(LifeLimits.DEFAULT, false);
    private long now = 1;

    private static Health.Answer said(String body) {
        return Health.Answer.of(503, body.getBytes(StandardCharsets.UTF_8), LOG);
    }

    private Optional<String> after(int seconds, Health.Answer answer) {
        now += Duration.ofSeconds(seconds).toNanos();
        return signs.after(answer, now);
    }

    @Test
    void whoSaysThreeTimesInARowThatItIsDownIsKilledWithItsOwnReason() {
        assertThat(after(5, DOWN)).isEmpty();
        assertThat(after(5, DOWN)).isEmpty();
        assertThat(after(5, Health.Answer.UP)).isEmpty();
        assertThat(after(5, DOWN)).isEmpty();
        assertThat(after(5, DOWN)).isEmpty();
        assertThat(after(5, DOWN)).contains("says it is down: scoring (topology: ERROR)");
    }

    @Test
    void aCheckThatHasWordsForPeopleIsQuotedWithThemAlone() {
        String body =
                "{\"checks\": [{\"name\": \"scoring\", \"status\": \"DOWN\", \"data\": {\"topology\": \"REBALANCING\","
                        + " \"caught up\": false, \"why\": \"takes over its partitions\"}}],"
                        + " \"log\": \"logs/scoring.log\"}";
        assertThat(said(body).detail()).isEqualTo("takes over its partitions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<h1>404 Not Found</h1>",
                "[]",
                "{\"status\": \"DOWN\", \"checks\": []}",
                "{\"status\": \"UP\", \"checks\": [], \"log\": \"other/scoring.log\"}"
            })
    void whatAnotherServerSaysAtItsPortIsNotItsAnswer(String body) {
        assertThat(said(body)).isEqualTo(Health.Answer.SILENT);
        assertThat(Health.Answer.of(200, body.getBytes(StandardCharsets.UTF_8), LOG))
                .isEqualTo(Health.Answer.SILENT);
    }

    @Test
    void whoIsSilentIsKilledAfterAMinuteNotBefore() {
        after(5, Health.Answer.UP);
        for (int i = 0; i < 6; i++) {
            assertThat(after(10, Health.Answer.SILENT)).isEmpty();
        }
        assertThat(after(10, Health.Answer.SILENT)).contains("has answered nothing for 60 s");
    }

    @Test
    void afterAMinuteWithFewQuestionsSilenceIsNotBelieved() {
        after(5, Health.Answer.UP);
        for (int i = 0; i < 4; i++) {
            assertThat(after(25, Health.Answer.SILENT)).isEmpty();
        }
    }

    @Test
    void aMachineThatSleptBeginsToCountAnew() {
        after(5, Health.Answer.UP);
        for (int i = 0; i < 6; i++) {
            after(10, Health.Answer.SILENT);
        }
        assertThat(after(3_600, Health.Answer.SILENT)).isEmpty();
        assertThat(after(10, Health.Answer.SILENT)).isEmpty();
        assertThat(after(10, Health.Answer.UP)).isEmpty();
    }

    @Test
    void whoHasNotAnsweredYetIsStarting() {
        for (int i = 0; i < 100; i++) {
            assertThat(after(10, Health.Answer.SILENT)).isEmpty();
        }
        assertThat(signs.hasAnswered()).isFalse();
    }
}
