package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.faults.cluster.Cluster;
import dev.vlmstream.benchmarks.faults.cluster.Cut;
import dev.vlmstream.benchmarks.faults.cluster.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** Does a fault to the system, and takes it away again. */
final class Strike {
    private static final Duration SHORTEST_CUT = Duration.ofSeconds(5);
    private static final Cut.Manner[] MANNERS = Cut.Manner.values();

    private final Stage stage;
    private final Fault fault;
    private final Random random;

    Strike(Stage stage, Fault fault) {
        this.stage = stage;
        this.fault = fault;
        this.random = new Random(fault.seed());
    }

    /** Returns when the fault has ended. */
    void run() {
        switch (fault.kind()) {
            case KILL_SERVICE -> stage.kill(fault.victim());
            case STOP_SERVICE, STOP_BROKER -> holdUp();
            case KILL_BROKER -> stage.cluster().kill(node());
            case RESTART_BROKERS -> stage.cluster().restart();
            case CUT -> cutOff();
            case FULL_DISK -> fillDisk();
            case DELETED_STATE, CORRUPTED_STATE -> damageState();
            case SECOND_UP -> startAnother();
        }
    }

    private int node() {
        for (int node = 0; node < Cluster.SIZE; node++) {
            if (Cluster.name(node).equals(fault.victim())) {
                return node;
            }
        }
        throw new IllegalStateException("no broker " + fault.victim());
    }

    private void holdUp() {
        long pid = stage.pid(fault.victim());
        Signal.STOP.send(pid);
        Waiting.pause(fault.kind().longest());
        Signal.CONT.send(pid);
    }

    private void cutOff() {
        Cut.Manner manner = MANNERS[random.nextInt(MANNERS.length)];
        Cut cut = new Cut(() -> stage.pid(fault.victim()), manner);
        long longest = fault.kind().longest().toMillis();
        long time = SHORTEST_CUT.toMillis() + random.nextInt((int) (longest - SHORTEST_CUT.toMillis()));
        stage.diary().say("#" + fault.number() + ": " + manner + " for " + time + " ms");
        stage.cluster().begin(cut);
        Waiting.pause(Duration.ofMillis(time));
        stage.cluster().end(cut);
    }

    private void fillDisk() {
        stage.stateOf(fault.victim());
        stage.disk().fill();
        Waiting.pause(fault.kind().longest());
        stage.disk().empty();
    }

    private void damageState() {
        // Two at once would start what the other keeps down.
        synchronized (stage) {
            Path state = stage.stateOf(fault.victim());
            boolean hard = random.nextBoolean();
            if (hard) {
                stage.kill(fault.victim());
            }
            stage.stop(fault.victim());
            stage.diary().say("#" + fault.number() + ": " + (hard ? "killed" : "stopped") + ", now its state");
            if (fault.kind() == FaultKind.DELETED_STATE) {
                StateDamage.delete(state);
            } else {
                StateDamage.corrupt(state, random);
            }
            Thread starting = new Thread(() -> stage.start(fault.victim()), "starts-" + fault.victim());
            starting.setDaemon(true);
            starting.start();
        }
    }

    private void startAnother() {
        if (!stage.refusesASecondUp()) {
            throw new IllegalStateException(
                    "a second stack was not refused; see " + stage.data().resolve("logs/second-up.log"));
        }
    }
}
