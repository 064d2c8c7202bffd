package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.faults.cluster.BrokerCluster;
import dev.vlmstream.benchmarks.faults.cluster.Cut;
import dev.vlmstream.benchmarks.workload.Waiting;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Does a fault to the system, and takes it away again. */
final class Strike {
    private static final Duration SHORTEST_CUT = Duration.ofSeconds(5);
    private static final Cut.Manner[] MANNERS = Cut.Manner.values();
    /** Bytes that are overwritten at most. */
    private static final int NOISE = 256;

    private final Testbed testbed;
    private final Fault fault;
    private final Random random;

    Strike(Testbed testbed, Fault fault) {
        this.testbed = testbed;
        this.fault = fault;
        this.random = new Random(fault.seed());
    }

    /** Returns when the fault has ended. */
    void run() {
        switch (fault.kind()) {
            case KILL_SERVICE -> testbed.kill(fault.victim());
            case KILL_INGEST ->
                testbed.services().stream()
                        .filter(service -> service.startsWith(fault.victim()))
                        .forEach(testbed::kill);
            case STOP_SERVICE, STOP_BROKER -> holdUp();
            case KILL_BROKER ->
                testbed.cluster().kill(BrokerCluster.node(fault.victim()).orElseThrow());
            case RESTART_BROKERS -> testbed.cluster().restart();
            case CUT -> cutOff();
            case FULL_DISK -> fillDisk();
            case DELETED_STATE, CORRUPTED_STATE -> damageState();
            case SECOND_UP -> startAnother();
        }
    }

    private void holdUp() {
        long pid = testbed.pid(fault.victim());
        signal("STOP", pid);
        Waiting.pause(fault.kind().longest());
        signal("CONT", pid);
    }

    /** A process that is gone does not mind. */
    private static void signal(String name, long pid) {
        if (pid <= 0) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send a signal", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void cutOff() {
        Cut.Manner manner = MANNERS[random.nextInt(MANNERS.length)];
        Cut cut = new Cut(() -> testbed.pid(fault.victim()), manner);
        long longest = fault.kind().longest().toMillis();
        long time = SHORTEST_CUT.toMillis() + random.nextInt((int) (longest - SHORTEST_CUT.toMillis()));
        testbed.say("#" + fault.number() + ": " + manner + " for " + time + " ms");
        testbed.cluster().begin(cut);
        Waiting.pause(Duration.ofMillis(time));
        testbed.cluster().end(cut);
    }

    private void fillDisk() {
        testbed.stateOf(fault.victim());
        testbed.disk().fill();
        Waiting.pause(fault.kind().longest());
        testbed.disk().empty();
    }

    private void damageState() {
        // Two at once would start what the other keeps down.
        synchronized (testbed) {
            Path state = testbed.stateOf(fault.victim());
            boolean hard = random.nextBoolean();
            if (hard) {
                testbed.kill(fault.victim());
            }
            testbed.stop(fault.victim());
            testbed.say("#" + fault.number() + ": " + (hard ? "killed" : "stopped") + ", now its state");
            if (fault.kind() == FaultKind.DELETED_STATE) {
                delete(state);
            } else {
                corrupt(state);
            }
            Thread starting = new Thread(() -> testbed.start(fault.victim()), "starts-" + fault.victim());
            starting.setDaemon(true);
            starting.start();
        }
    }

    private void startAnother() {
        if (!testbed.refusesASecondUp()) {
            throw new IllegalStateException(
                    "a second stack was not refused; see " + testbed.data().resolve("logs/second-up.log"));
        }
    }

    /** As a careless hand does: all below a directory, which stays itself. */
    private static void delete(Path directory) {
        for (Path path : below(directory)) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + path, e);
            }
        }
    }

    /** As a broken disk does: overwrites some bytes of every second file, and cuts some files off. */
    private void corrupt(Path directory) {
        for (Path path : below(directory)) {
            if (Files.isRegularFile(path) && random.nextBoolean()) {
                corruptFile(path);
            }
        }
    }

    private void corruptFile(Path path) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            int size = (int) Math.min(Integer.MAX_VALUE, file.length());
            if (size == 0) {
                return;
            }
            if (random.nextInt(4) == 0) {
                file.setLength(random.nextInt(size));
                return;
            }
            byte[] noise = new byte[1 + random.nextInt(Math.min(size, NOISE))];
            random.nextBytes(noise);
            file.seek(random.nextInt(size - noise.length + 1));
            file.write(noise);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot spoil " + path, e);
        }
    }

    /** Deepest first, in an order that is always the same. */
    private static List<Path> below(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> !path.equals(directory))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
    }
}
