package dev.vlmstream.streaming.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class RepeatedWarningsTest {
    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";
    private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

    private final RepeatedWarnings filter = new RepeatedWarnings();
    private final List<String> shown = new ArrayList<>();

    @Test
    void aMissingBrokerIsALineAMinuteHoweverManyClientsComplain() {
        for (int i = 0; i < 1_400; i++) {
            log(
                    Level.WARNING,
                    CLIENT,
                    i * 100L,
                    "[Consumer clientId=c-" + i % 7 + "] Connection to node " + i + " 100% lost");
        }
        assertThat(shown)
                .containsExactly(
                        "[Consumer clientId=c-0] Connection to node 0 100% lost",
                        "[Consumer clientId=c-5] Connection to node 600 100% lost"
                                + " (599 more like this since 2026-01-01T12:00:00Z)",
                        "[Consumer clientId=c-3] Connection to node 1200 100% lost"
                                + " (599 more like this since 2026-01-01T12:01:00Z)");
    }

    @Test
    void otherWarningsOtherLevelsAndTheServicesOwnLinesAreAllShown() {
        for (int i = 0; i < 3; i++) {
            log(Level.WARNING, "dev.vlmstream.streaming.loop.ExactlyOnceLoop", i, "begins again");
            log(Level.INFO, CLIENT, i, "connected");
            log(Level.WARNING, CLIENT, i, "another thing: " + "x".repeat(i));
        }
        assertThat(shown).hasSize(9);
    }

    @Test
    void whatIsShownIsShownByEveryHandler() {
        ExtLogRecord record = record(Level.WARNING, CLIENT, 0, "lost");
        assertThat(filter.isLoggable(record)).isTrue();
        assertThat(filter.isLoggable(record)).isTrue();
    }

    private void log(Level level, String logger, long millis, String text) {
        LogRecord record = record(level, logger, millis, text);
        if (filter.isLoggable(record)) {
            shown.add(((ExtLogRecord) record).getFormattedMessage());
        }
    }

    private static ExtLogRecord record(Level level, String logger, long millis, String text) {
        ExtLogRecord record = new ExtLogRecord(level, text, ExtLogRecord.FormatStyle.NO_FORMAT, "test");
        record.setLoggerName(logger);
        record.setInstant(START.plusMillis(millis));
        return record;
    }
}
