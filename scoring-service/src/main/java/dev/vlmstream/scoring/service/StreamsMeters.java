package dev.vlmstream.scoring.service;

import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;

/** Reads single numbers out of the hundreds that Kafka Streams keeps. */
final class StreamsMeters {
    private StreamsMeters() {}

    /** The worst of the threads' values of a metric; NaN where no thread has one. */
    static double worst(KafkaStreams streams, String group, String name) {
        double result = Double.NaN;
        if (streams == null) {
            return result;
        }
        for (Metric metric : streams.metrics().values()) {
            if (metric.metricName().name().equals(name)
                    && metric.metricName().group().equals(group)
                    && metric.metricValue() instanceof Double value
                    && !value.isNaN()) {
                result = Double.isNaN(result) ? value : Math.max(result, value);
            }
        }
        return result;
    }
}
