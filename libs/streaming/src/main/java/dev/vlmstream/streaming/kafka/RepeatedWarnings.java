package dev.vlmstream.streaming.kafka;

import io.quarkus.logging.LoggingFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Lets a warning of Kafka's clients through once, and from then on once a minute with the number of those that were left out. While
 * a broker is away each client complains of it several times a second, thousands of lines a minute, which push out of the log files
 * what was before, and fill a disk that may be the reason. Warnings are the same if they differ in numbers alone, or in the client.
 */
@LoggingFilter(name = "repeated-warnings")
public final class RepeatedWarnings implements Filter {
    private static final String CLIENTS = "org.apache.kafka.";
    private static final Duration APART = Duration.ofMinutes(1);
    private static final int MOST = 1_000;

    private final Map<String, Seen> seen = new HashMap<>();

    private static final class Seen {
        private Instant shown;
        private long number;
        private long leftOut;

        private Seen(LogRecord first) {
            shown = first.getInstant();
            number = first.getSequenceNumber();
        }
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        String logger = record.getLoggerName();
        return record.getLevel().intValue() < Level.WARNING.intValue()
                || logger == null
                || !logger.startsWith(CLIENTS)
                || isShown(record, logger);
    }

    private synchronized boolean isShown(LogRecord record, String logger) {
        if (seen.size() == MOST) {
            seen.clear();
        }
        Seen before = seen.putIfAbsent(logger + " " + kind(text(record)), new Seen(record));
        // Each handler asks, console and file.
        if (before == null || before.number == record.getSequenceNumber()) {
            return true;
        }
        if (record.getInstant().isBefore(before.shown.plus(APART))) {
            before.leftOut++;
            return false;
        }
        if (before.leftOut > 0) {
            say(record, text(record) + " (" + before.leftOut + " more like this since " + before.shown + ")");
        }
        before.shown = record.getInstant();
        before.number = record.getSequenceNumber();
        before.leftOut = 0;
        return true;
    }

    /** Without the name of the client, which Kafka puts in brackets before it. */
    private static String kind(String text) {
        return text.replaceFirst("^\\[[^]]*] ", "").replaceAll("\\d+", "0");
    }

    private static String text(LogRecord record) {
        String text = record instanceof ExtLogRecord ext ? ext.getFormattedMessage() : record.getMessage();
        return text == null ? "" : text;
    }

    private static void say(LogRecord record, String text) {
        if (record instanceof ExtLogRecord ext) {
            ext.setMessage(text, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            record.setMessage(text);
        }
    }
}
