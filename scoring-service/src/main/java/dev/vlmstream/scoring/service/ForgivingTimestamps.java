package dev.vlmstream.scoring.service;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes the present for a record without a timestamp, where Kafka Streams' own extractors stop, or drop it; and for one from the future: a
 * task works on its topics in order of time, so that one whose writer's clock is ahead would hold up what is behind it, and what comes of
 * it would outlive its topic's retention time.
 */
public final class ForgivingTimestamps implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long now = System.currentTimeMillis();
        return record.timestamp() >= 0 ? Math.min(record.timestamp(), now) : now;
    }
}
