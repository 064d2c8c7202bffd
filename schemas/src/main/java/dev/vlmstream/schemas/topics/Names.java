package dev.vlmstream.schemas.topics;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What an installation calls things in a cluster that it shares with others. Consumer groups, their members, transactions,
 * clients and the scoring topology begin with the prefix and one common word, so that installations cannot meet, and one
 * prefixed right covers a service.
 *
 * @param prefix put before every name; empty for none
 */
public record Names(String prefix) {
    private static final String WORD = "vlmstream-";
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]*");

    public Names {
        Objects.requireNonNull(prefix, "prefix");
        if (!LEGAL.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "topic prefix \"" + prefix + "\": use letters, digits, '.', '_' and '-' only, as Kafka does");
        }
    }

    public String topic(Topic topic) {
        return topic.topicName(prefix);
    }

    /** A consumer group, and Kafka Streams' application: of one kind of work, say {@code ingest} or {@code embed-MODEL}. */
    public String group(String work) {
        return prefix + WORD + work;
    }

    /** What one replica is called in its group, its transactions and its clients. */
    public static String member(String group, String instance) {
        return group + "-" + instance;
    }
}
