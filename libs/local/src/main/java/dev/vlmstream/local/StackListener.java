package dev.vlmstream.local;

import dev.vlmstream.schemas.cluster.Cluster;
import java.time.Duration;
import java.util.List;

/** Hears how a stack comes up, and what happens to its processes then. Called from more than one thread. */
@FunctionalInterface
public interface StackListener {
    /** In words: a process is ready, ended, was started again. */
    void happened(String event);

    /** Kafka is there, with all topics; the services are still starting. What is pushed already waits for them. */
    default void reachable(Cluster cluster) {}

    /** A process answers at this port of this machine. */
    default void ready(String process, int port) {}

    /** What is waited for, some times a second while the stack starts; empty once all is ready. */
    default void waiting(List<Waited> processes) {}

    /**
     * A process that is not ready yet.
     *
     * @param since how long it has been waited for
     * @param lacking what it lacks, in its own words; empty where it does not say
     */
    record Waited(String name, Duration since, String lacking) {}
}
