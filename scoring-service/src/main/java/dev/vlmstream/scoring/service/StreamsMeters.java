package dev.vlmstream.scoring.service;

import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;

/** Reads single numbers out of the hundreds that Kafka Streams keeps. */
final class StreamsMeters {
    private StreamsMeters() {}

    /** The longest duration of a commit of late, or its mean; in milliseconds, NaN before the first. */
    static double commitMillis(KafkaStreams streams, String statistic) {
        return worst(streams, "stream-thread-metrics", "commit-latency-" + statistic, "");
    }

    /**
     * Seconds since the slowest thread last asked for records; NaN before the first time. The consumers that restore
     * state do not count: they rest when there is nothing to restore.
     */
    static double secondsSincePoll(KafkaStreams streams) {
        return worst(streams, "consumer-metrics", "last-poll-seconds-ago", "restore");
    }

    private static double worst(KafkaStreams streams, String group, String name, String notOfClient) {
        double result = Double.NaN;
        if (streams == null) {
            return result;
        }
        for (Metric metric : streams.metrics().values()) {
            if (metric.metricName().name().equals(name)
                    && metric.metricName().group().equals(group)
                    && (notOfClient.isEmpty()
                            || !metric.metricName()
                                    .tags()
                                    .getOrDefault("client-id", "")
                                    .contains(notOfClient))
                    && metric.metricValue() instanceof Double value
                    && !value.isNaN()) {
                result = Double.isNaN(result) ? value : Math.max(result, value);
            }
        }
        return result;
    }
}
