package dev.vlmstream.streaming.health;

import java.time.Duration;

/** What a loop is doing just now, and how long that may take before someone should look. */
public enum LoopPhase {
    OPENING("reaching Kafka", Duration.ofSeconds(10)),
    JOINING("joining its group", Duration.ofSeconds(10)),
    READING("reading", Duration.ofSeconds(10)),
    STALLED("reading nothing although records wait", Duration.ofSeconds(10)),
    WORKING("working on a batch", Duration.ofSeconds(60)),
    COMMITTING("committing a batch", Duration.ofSeconds(10)),
    RECOVERING("closing, to begin again", Duration.ofSeconds(10)),
    ENDED("ended", Duration.ofDays(10_000));

    private final String text;
    private final Duration patience;

    LoopPhase(String text, Duration patience) {
        this.text = text;
        this.patience = patience;
    }

    /** In words, for logs and health. */
    public String text() {
        return text;
    }

    /** Beyond this, the log says so. */
    Duration patience() {
        return patience;
    }
}
