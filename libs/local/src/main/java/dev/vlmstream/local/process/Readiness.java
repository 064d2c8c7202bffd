package dev.vlmstream.local.process;

/** Whether a process does its work yet. */
@FunctionalInterface
public interface Readiness {
    /** Asks once, waiting a second or two at most. */
    boolean ready();

    /** In words, what it still lacks, by a new check; empty where it does not say. */
    default String lacking() {
        return "";
    }
}
