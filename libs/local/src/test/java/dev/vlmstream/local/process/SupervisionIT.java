package dev.vlmstream.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.local.process.Child.LaunchSpec;
import dev.vlmstream.local.process.Ports.PortChoice;
import dev.vlmstream.local.process.ProcessLog.LogLimit;
import dev.vlmstream.local.process.Supervision.LifeLimits;
import dev.vlmstream.local.process.Supervision.Restarts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that do nothing, and die. */
@Timeout(240)
class SupervisionIT {
    private static final int ROUNDS = 300;
    private static final Restarts AT_ONCE = new Restarts(true, Duration.ofMillis(1), Duration.ofMillis(5));

    @TempDir
    Path directory;

    private final List<Supervised> processes = new ArrayList<>();
    private Supervision supervision;

    private void start(int count, Consumer<String> events, Runnable changes) throws Exception {
        start(count, List.of("sleep", "600"), events, changes);
    }

    private void start(int count, List<String> command, Consumer<String> events, Runnable changes) throws Exception {
        supervision = new Supervision(AT_ONCE, LifeLimits.DEFAULT, Duration.ofMinutes(1), events, changes);
        for (int i = 0; i < count; i++) {
            ProcessLog log = new ProcessLog(directory.resolve("p" + i + ".log"), LogLimit.DEFAULT);
            Child child = new Child(
                    "p" + i,
                    log,
                    PortChoice.ANY,
                    ports -> new LaunchSpec(command, Map.of(), log.printed(), directory.resolve("tmp")),
                    ports -> () -> Health.Answer.UP,
                    ports -> () -> Health.Answer.UP);
            processes.add(new Supervised(child, supervision));
        }
        for (Supervised process : processes) {
            process.start();
        }
    }

    @AfterEach
    void stop() {
        supervision.close();
        processes.forEach(process -> process.retire(Duration.ofSeconds(5)));
    }

    /** What a stack does at each change, and what a listener may do. */
    private void lookAtAll() {
        processes.forEach(process -> assertThat(
                        process.pid() + process.restarts() + process.ports().main())
                .isNotNegative());
    }

    @Test
    void allThatAreKilledAtTheSameInstantComeBackEachTime() throws Exception {
        AtomicInteger again = new AtomicInteger();
        start(
                5,
                event -> {
                    lookAtAll();
                    again.addAndGet(event.contains("started again") ? 1 : 0);
                },
                this::lookAtAll);
        for (int round = 0; round < ROUNDS; round++) {
            Map<Supervised, Long> before = new HashMap<>();
            processes.forEach(process -> before.put(process, process.pid()));
            killAllAtOnce(before.values());
            await(() ->
                    processes.stream().allMatch(process -> process.isAlive() && process.pid() != before.get(process)));
        }
        await(() -> again.get() == ROUNDS * processes.size());
        assertThat(processes).allMatch(process -> process.restarts() == ROUNDS);
    }

    /** Whoever tells why it died may look when the next one runs already, and has said nothing yet. */
    @Test
    void theLastWordsOfADeadProcessOutliveTheStartOfTheNext() throws Exception {
        Path second = directory.resolve("second");
        String once = "test -e '" + second + "' && exec sleep 600; touch '" + second + "'; echo no room; exit 3";
        start(1, List.of("sh", "-c", once), event -> {}, () -> {});
        Supervised process = processes.get(0);
        await(() -> process.restarts() == 1 && process.isAlive());
        assertThat(process.lastWords(5)).contains("no room");
        process.stop(Duration.ofSeconds(5));
        process.start();
        assertThat(process.lastWords(5)).as("of a process that was stopped").doesNotContain("no room");
    }

    @Test
    void whatAKilledProcessLeftInItsTemporaryDirectoryIsGoneWhenItStartsAgain() throws Exception {
        Path temporary = directory.resolve("tmp");
        Path seen = directory.resolve("seen");
        String leaving = "ls '" + temporary + "' >> '" + seen + "'; mkdir '" + temporary + "/unpacked'; touch '"
                + temporary + "/unpacked/library.so'; echo left >> '" + seen + "'; exec sleep 600";
        start(1, List.of("sh", "-c", leaving), event -> {}, () -> {});
        await(() -> lines(seen) == 1);
        processes.get(0).kill();
        await(() -> lines(seen) == 2);
        assertThat(seen).hasContent("left\nleft");
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.exists(file) ? Files.lines(file) : Stream.empty()) {
            return lines.filter("left"::equals).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void killAllAtOnce(Iterable<Long> pids) {
        for (long pid : pids) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** If events were reported by the threads on which processes die, under their locks, these two would wait for each other. */
    @Test
    void twoListenersThatLookAtEachOthersProcessHoldNobodyUp() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        CountDownLatch reported = new CountDownLatch(2);
        start(
                2,
                event -> {
                    if (event.contains("ended with status")) {
                        meet(both);
                        lookAtAll();
                        reported.countDown();
                    }
                },
                () -> {});
        killAllAtOnce(processes.stream().map(Supervised::pid).toList());
        assertThat(reported.await(20, TimeUnit.SECONDS)).isTrue();
        await(() -> processes.stream().allMatch(process -> process.isAlive() && process.restarts() == 1));
    }

    private static void meet(CyclicBarrier both) {
        try {
            both.await(2, TimeUnit.SECONDS);
        } catch (TimeoutException | BrokenBarrierException e) {
            // Nobody else hears of it at the same time.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoeverListensMayHangForEver() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        start(
                2,
                event -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                () -> {});
        for (int round = 1; round <= 3; round++) {
            int restarts = round;
            killAllAtOnce(processes.stream().map(Supervised::pid).toList());
            await(() -> processes.stream().allMatch(process -> process.isAlive() && process.restarts() == restarts));
        }
    }

    @Test
    void whatFailsWhenSomethingChangesEndsNothing() throws Exception {
        start(1, event -> {}, () -> {
            throw new IllegalStateException("the disk is full");
        });
        processes.get(0).kill();
        await(() -> processes.get(0).isAlive() && processes.get(0).restarts() == 1);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(2);
        }
    }
}
