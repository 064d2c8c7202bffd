package dev.vlmstream.streaming.loop;

import dev.vlmstream.schemas.topics.Topic;
import java.time.Duration;
import java.util.Objects;

/**
 * What a loop reads and how.
 *
 * @param name the consumer group, and the base of the names of its members and transactions
 * @param topic the topic that is read
 * @param batchSize how many records are handled together
 * @param mostRecords as many as full batches grow to that take little time
 * @param linger how long a batch that is not full waits for more
 */
public record LoopSpec(String name, Topic topic, int batchSize, int mostRecords, Duration linger) {
    public LoopSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(linger, "linger");
        if (batchSize < 1) {
            throw new IllegalArgumentException("vlmstream.batch.size must be at least 1, is " + batchSize);
        }
        if (mostRecords < batchSize) {
            throw new IllegalArgumentException(
                    "vlmstream.batch.most is " + mostRecords + ", below vlmstream.batch.size, " + batchSize);
        }
        if (linger.isNegative()) {
            throw new IllegalArgumentException("vlmstream.batch.linger must not be negative, is " + linger);
        }
    }
}
