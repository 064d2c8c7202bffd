package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.workload.Waiting;
import java.time.Duration;

/**
 * When what a fault struck does its work again. A service: its process answers that it is ready, and the service's
 * groups have committed since, or stand at their topics' ends. Brokers: all replicas are in step, and groups have
 * committed since.
 */
final class Recovery {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration NEVER = Duration.ofSeconds(-1);

    private final Testbed testbed;
    private final Offsets offsets;

    /**
     * What came of a fault.
     *
     * @param recovery from the fault's end until what it struck did its work again; negative if that was not seen
     */
    record Outcome(Fault fault, Duration recovery) {
        boolean isRecovered() {
            return !recovery.isNegative();
        }
    }

    Recovery(Testbed testbed, Offsets offsets) {
        this.testbed = testbed;
        this.offsets = offsets;
    }

    /** Waits for it; to be called when the fault has just ended. */
    Outcome await(Fault fault) {
        if (fault.kind() == FaultKind.SECOND_UP) {
            return new Outcome(fault, Duration.ZERO);
        }
        long ended = System.nanoTime();
        String service = fault.kind().isOfBrokers() ? "" : fault.victim();
        long[] before = {Offsets.UNKNOWN};
        boolean recovered = Waiting.comes(PATIENCE, () -> {
            if (before[0] == Offsets.UNKNOWN) {
                before[0] = offsets.committed(service);
                return false;
            }
            return isUp(fault) && (offsets.committed(service) > before[0] || offsets.atEnd(service));
        });
        return new Outcome(fault, recovered ? Duration.ofNanos(System.nanoTime() - ended) : NEVER);
    }

    private boolean isUp(Fault fault) {
        return fault.kind().isOfBrokers() ? offsets.areReplicasInStep() : testbed.isReady(fault.victim());
    }
}
