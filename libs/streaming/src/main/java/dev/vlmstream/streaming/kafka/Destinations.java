package dev.vlmstream.streaming.kafka;

import dev.vlmstream.schemas.topics.Topic;

/** Where results go, and how large they may be. */
@FunctionalInterface
public interface Destinations {
    /** What a topic is called in this installation. */
    String name(Topic topic);

    /** The largest record that a topic takes, in bytes. */
    default int largest(Topic topic) {
        return Topic.MAX_RECORD_BYTES;
    }
}
