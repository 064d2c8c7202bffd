package dev.vlmstream.local.process;

/** Whether a process that runs should be left running. */
@FunctionalInterface
public interface Liveness {
    /** Asks once, waiting a few seconds at most. */
    HealthAnswer ask();
}
