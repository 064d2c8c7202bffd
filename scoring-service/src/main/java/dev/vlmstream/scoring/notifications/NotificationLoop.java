package dev.vlmstream.scoring.notifications;

import org.apache.kafka.clients.consumer.Consumer;

/** Work over a consumer in a group of its own, done over and over on one thread. */
interface NotificationLoop {
    /** Of its thread. */
    String name();

    /** A consumer that has subscribed; made again after a failure. */
    Consumer<byte[], byte[]> open();

    /** Polls once, and does what there is to do. */
    void turn(Consumer<byte[], byte[]> consumer) throws InterruptedException;
}
