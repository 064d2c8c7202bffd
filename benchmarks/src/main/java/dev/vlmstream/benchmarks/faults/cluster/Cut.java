package dev.vlmstream.benchmarks.faults.cluster;

import java.util.function.LongSupplier;

/**
 * A process that no longer reaches the brokers.
 *
 * @param pid of the process, as it is now
 */
public record Cut(LongSupplier pid, Manner manner) {
    /** What its connections do. */
    public enum Manner {
        /** They hang, and continue afterwards with what was sent meanwhile. */
        HANGS,
        /** They hang, and are reset afterwards. */
        HANGS_THEN_RESETS,
        /** They are closed, and so are new ones. */
        CLOSES
    }

    boolean hits(int clientPort) {
        return Sockets.localPorts(pid.getAsLong()).contains(clientPort);
    }
}
