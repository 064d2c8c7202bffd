package dev.vlmstream.benchmarks.faults;

import java.time.Duration;

/** What is done to the system, and for how long at most. */
enum FaultKind {
    KILL_SERVICE("SIGKILL of a service", 0),
    KILL_INGEST("SIGKILL of both replicas of ingest", 0),
    STOP_SERVICE("SIGSTOP of a service for 20 s", 20),
    KILL_BROKER("SIGKILL of a broker", 0),
    STOP_BROKER("SIGSTOP of a broker for 20 s", 20),
    RESTART_BROKERS("all brokers stopped and started", 0),
    CUT("a service cut off the brokers for 5–20 s", 20),
    FULL_DISK("full disk below a replica of scoring for 10 s", 10),
    DELETED_STATE("deleted state of a replica of scoring", 0),
    CORRUPTED_STATE("corrupted state of a replica of scoring", 0),
    SECOND_UP("a second `up` on the data directory", 0);

    private final String text;
    private final Duration longest;

    FaultKind(String text, int seconds) {
        this.text = text;
        this.longest = Duration.ofSeconds(seconds);
    }

    /** For the table. */
    String text() {
        return text;
    }

    Duration longest() {
        return longest;
    }

    boolean isOfBrokers() {
        return this == KILL_BROKER || this == STOP_BROKER || this == RESTART_BROKERS;
    }
}
