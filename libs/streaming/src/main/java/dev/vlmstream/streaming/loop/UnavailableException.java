package dev.vlmstream.streaming.loop;

import java.time.Duration;
import org.apache.kafka.common.KafkaException;

/**
 * What a record needs from elsewhere, such as a model behind an API, cannot be had just now, and no record is to blame. A
 * {@link WindowHandler} is given the record again after a pause, in which it begins no other; meanwhile the loop stays in its group.
 */
public final class UnavailableException extends KafkaException {
    private static final long serialVersionUID = 1;
    private static final Duration SHORTEST = Duration.ofMillis(200);

    private final Duration pause;

    /** @param pause how long beginning again is of no use */
    public UnavailableException(String message, Duration pause) {
        super(message);
        this.pause = pause.compareTo(SHORTEST) < 0 ? SHORTEST : pause;
    }

    Duration pause() {
        return pause;
    }
}
