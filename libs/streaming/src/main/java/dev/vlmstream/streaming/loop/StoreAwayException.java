package dev.vlmstream.streaming.loop;

import org.apache.kafka.common.KafkaException;

/** The image store cannot be used just now: as when Kafka cannot, the batch is done again, and no record is to blame. */
final class StoreAwayException extends KafkaException {
    private static final long serialVersionUID = 1;

    StoreAwayException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
