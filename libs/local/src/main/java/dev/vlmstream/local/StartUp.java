package dev.vlmstream.local;

import dev.vlmstream.local.process.StartupProgress;
import dev.vlmstream.local.process.Supervised;
import dev.vlmstream.local.process.Supervision;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Starts processes and waits until all are ready, as long as those that are not get on. As many start side by side
 * as there are processors: with more, all would be ready as late as the last.
 */
final class StartUp {
    private static final long POLL_MS = 50;
    private static final long LOOK_MS = 1_500;
    private static final int LOG_LINES = 12;
    /** Services wait for a Kafka that is away, and say little of it. */
    private static final Duration ASK_KAFKA_EVERY = Duration.ofSeconds(5);
    /** Of one that was killed, say for its memory: others start beside it, and need less once they run. */
    private static final int DEATHS = 3;
    /** In a row: a loop may have failed that is about to begin again. */
    private static final int DOWNS = 2;

    private static final int AT_ONCE = Runtime.getRuntime().availableProcessors();

    private final StackConfig.Services how;
    private final Supervision supervision;
    private final StackListener listener;
    private final Runnable requireKafka;
    private final Deque<Supervised> queue = new ArrayDeque<>();
    private final List<Awaited> waiting = new ArrayList<>();
    private final long begun = System.nanoTime();
    private long askedKafkaAt = begun;

    /** @param requireKafka called now and then while processes are waited for; throws what ends the start */
    StartUp(StackConfig.Services how, Supervision supervision, StackListener listener, Runnable requireKafka) {
        this.how = how;
        this.supervision = supervision;
        this.listener = listener;
        this.requireKafka = requireKafka;
    }

    /**
     * Starts the first of them; the others follow in {@link #await()}.
     *
     * @throws StackException if one cannot be started, or the stack is being stopped
     */
    StartUp start(List<Supervised> processes) {
        queue.addAll(processes);
        startNext();
        return this;
    }

    private void startNext() {
        while (waiting.size() < AT_ONCE && !queue.isEmpty()) {
            requireOpen();
            Supervised process = queue.remove();
            waiting.add(new Awaited(process));
            start(process);
        }
    }

    /**
     * Waits.
     *
     * @throws StackException naming the first process that ended, stood still or took too long, with the end of its log
     */
    void await() {
        while (!waiting.isEmpty()) {
            requireOpen();
            waiting.removeIf(this::isReady);
            waiting.forEach(this::refuse);
            startNext();
            if (since(askedKafkaAt).compareTo(ASK_KAFKA_EVERY) > 0) {
                requireKafka.run();
                askedKafkaAt = System.nanoTime();
            }
            listener.waiting(waiting.stream().map(Awaited::report).toList());
            pause();
        }
    }

    private void start(Supervised process) {
        try {
            process.start();
        } catch (IOException e) {
            throw new StackException("cannot start " + process.name() + ": " + e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw stopped();
        }
    }

    private void requireOpen() {
        if (supervision.isClosed()) {
            throw stopped();
        }
    }

    static StackException stopped() {
        return new StackException("stopped while it was starting");
    }

    private boolean isReady(Awaited awaited) {
        boolean ready = awaited.process.isReady();
        if (ready) {
            supervision.report(awaited.process.name() + " is ready after "
                    + String.format(Locale.ROOT, "%.1f s", awaited.since().toMillis() / 1e3));
            listener.ready(awaited.process.name(), awaited.process.ports().main());
        }
        return ready;
    }

    private static Duration since(long time) {
        return Duration.ofNanos(System.nanoTime() - time);
    }

    private void refuse(Awaited awaited) {
        int deaths = awaited.deaths();
        // What ends by itself does so again: of a setting, a model or a right that it lacks.
        if (awaited.refusals() > 0 || deaths >= (how.restarting() ? DEATHS : 1)) {
            throw failed(awaited, "ended while starting" + (deaths > 1 ? ", " + deaths + " times" : ""));
        }
        Duration still = awaited.still();
        if (awaited.downs >= DOWNS) {
            throw failed(awaited, "says while starting that it is down: " + awaited.down);
        }
        if (still.compareTo(how.patience()) > 0) {
            throw failed(
                    awaited,
                    "has made no progress for " + still.toSeconds() + " s: it does not log, compute or answer");
        }
        Optional<Duration> limit = how.startTimeout();
        if (limit.isPresent() && since(begun).compareTo(limit.get()) > 0) {
            throw failed(awaited, "was not ready after " + limit.get().toSeconds() + " s");
        }
    }

    private static StackException failed(Awaited awaited, String what) {
        String lacking = awaited.lacking.isEmpty() ? "" : " (" + awaited.lacking + ")";
        return new StackException("the " + awaited.process.name() + " process " + what + lacking + "; "
                + awaited.process.lastWords(LOG_LINES));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the stack was starting", e);
        }
    }

    /** A process that is waited for. */
    private final class Awaited {
        private final Supervised process;
        private final StartupProgress progress;
        private final int deathsBefore;
        private final int refusalsBefore;
        private Duration still = Duration.ZERO;
        private String lacking = "";
        private String down = "";
        private int downs;
        private final long started = System.nanoTime();
        private long lookedAt = started;

        Awaited(Supervised process) {
            this.process = process;
            this.progress = new StartupProgress(process);
            this.deathsBefore = process.deaths();
            this.refusalsBefore = process.refusals();
        }

        Duration since() {
            return StartUp.since(started);
        }

        int deaths() {
            return process.deaths() - deathsBefore;
        }

        int refusals() {
            return process.refusals() - refusalsBefore;
        }

        /** Looked at now and then only: it reads logs and asks over HTTP. */
        Duration still() {
            if (System.nanoTime() - lookedAt > LOOK_MS * 1_000_000) {
                lookedAt = System.nanoTime();
                lacking = process.lacking();
                Optional<String> says = process.down();
                downs = says.isPresent() ? downs + 1 : 0;
                down = says.orElse("");
                still = progress.still();
            }
            return still;
        }

        StackListener.Waited report() {
            return new StackListener.Waited(process.name(), since(), lacking);
        }
    }
}
