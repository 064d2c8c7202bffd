package dev.vlmstream.schemas.wire;

import org.apache.kafka.common.KafkaException;

/**
 * The schema registry did not answer or refused. Says nothing against the event in progress, so, like a broker that is
 * away, it is a reason to try again and none for a dead letter.
 */
public final class RegistryException extends KafkaException {
    private static final long serialVersionUID = 1L;

    public RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
