package dev.vlmstream.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One child process that is started again when it dies, until it is told to stop. Safe for many threads. */
public final class Supervised {
    /** Ctrl-C reaches children, too; this process is then about to end, and must not start them again meanwhile. */
    private static final int INTERRUPTED = 130;

    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(20);

    private final LaunchSpec spec;
    private final Readiness readiness;
    private final boolean restarting;
    private final Consumer<String> events;
    private final BackOff backOff = new BackOff();
    private Process process;
    private Instant startedAt;
    private boolean wanted;
    private int restarts;

    /**
     * @param restarting whether it is started again when it dies
     * @param events told, in words, what happens to the process
     */
    public Supervised(LaunchSpec spec, Readiness readiness, boolean restarting, Consumer<String> events) {
        this.spec = spec;
        this.readiness = readiness;
        this.restarting = restarting;
        this.events = events;
    }

    public LaunchSpec spec() {
        return spec;
    }

    /** Starts it, if it does not run. */
    public synchronized void start() {
        wanted = true;
        if (isAlive()) {
            return;
        }
        try {
            Process launched = spec.launch();
            process = launched;
            startedAt = Instant.now();
            launched.onExit().thenAccept(this::died);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + spec.name() + ": " + e.getMessage(), e);
        }
    }

    private synchronized void died(Process dead) {
        if (dead != process || !wanted || !restarting) {
            return;
        }
        Duration wait = backOff.after(Duration.between(startedAt, Instant.now()));
        if (dead.exitValue() == INTERRUPTED) {
            wait = AFTER_INTERRUPT;
        } else {
            events.accept(spec.name() + " (pid " + dead.pid() + ") ended with status " + dead.exitValue()
                    + "; again in " + wait.toMillis() + " ms, log: " + spec.log());
        }
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> again(dead));
    }

    private synchronized void again(Process dead) {
        if (dead == process && wanted) {
            restarts++;
            start();
            events.accept(spec.name() + " started again (pid " + process.pid() + ")");
        }
    }

    /** Kills it as {@code kill -9} does, and waits until it is gone; it is started again if it is watched. */
    public void kill() {
        Process victim = current();
        if (victim != null) {
            victim.destroyForcibly();
            waitFor(victim, Duration.ofSeconds(10));
        }
    }

    /** Asks it to end, kills it when it has not ended in time, and leaves it ended. */
    public void stop(Duration patience) {
        Process leaving;
        synchronized (this) {
            wanted = false;
            leaving = process;
        }
        if (leaving != null && leaving.isAlive()) {
            leaving.destroy();
            if (!waitFor(leaving, patience)) {
                leaving.destroyForcibly();
                waitFor(leaving, Duration.ofSeconds(10));
            }
        }
    }

    private static boolean waitFor(Process process, Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized Process current() {
        return process;
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Alive and ready for work. */
    public boolean isReady() {
        return isAlive() && readiness.ready();
    }

    /** 0 before the first start. */
    public synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    public synchronized int restarts() {
        return restarts;
    }
}
