package dev.vlmstream.local.process;

import dev.vlmstream.local.process.Ports.PortChoice;
import dev.vlmstream.local.process.Supervision.Restarts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One child process that is started again when it dies, until it is stopped. Safe for many threads: its lock guards its own
 * fields and nothing is called out while it is held.
 */
public final class Supervised {
    /** Ctrl-C reaches children, too; this process is then about to end, and must not start them again meanwhile. */
    private static final int INTERRUPTED = 130;

    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(20);
    private static final Duration GONE = Duration.ofSeconds(10);

    /** From here on, the status says which signal ended a process. */
    private static final int SIGNALLED = 128;

    private static final int KILLED = SIGNALLED + 9;

    /** More would be no accident. */
    private static final int MOVES = 5;

    private final Child child;
    private final Supervision supervision;
    private final BackOff backOff;
    private PortChoice wish;
    private @Nullable Process process;
    private Instant startedAt;
    private ProcessLog.Mark mark = ProcessLog.Mark.START;
    private ProcessLog.Mark wordsFrom = mark;
    private Ports ports;
    private boolean shouldRun;
    private boolean retired;
    private int restarts;
    private int deaths;
    private int refusals;
    private int moves;

    public Supervised(Child child, Supervision supervision) {
        this(child, Ports.NONE, supervision);
    }

    /** @param before where it listened when it ran last, which it takes again if that is free */
    public Supervised(Child child, Ports before, Supervision supervision) {
        this.ports = before;
        this.child = child;
        this.supervision = supervision;
        this.backOff = new BackOff(supervision.restarts());
        this.wish = child.port();
    }

    public String name() {
        return child.name();
    }

    public ProcessLog log() {
        return child.log();
    }

    /**
     * Starts it, if it does not run.
     *
     * @throws IOException if the system cannot
     * @throws IllegalStateException if it was retired
     */
    public synchronized void start() throws IOException {
        if (retired) {
            throw new IllegalStateException(name() + " is shutting down and is not started again");
        }
        shouldRun = true;
        if (!isAlive()) {
            launch();
            wordsFrom = mark;
        }
    }

    private void launch() throws IOException {
        Ports chosen = ports.next(wish);
        mark = log().mark();
        Process launched = child.launch().apply(chosen).launch();
        process = launched;
        ports = chosen;
        startedAt = Instant.now();
        launched.onExit().thenAcceptAsync(this::died, supervision);
        supervision.changed();
    }

    /** From now on it listens where it listens now, come what may: others have its address. */
    public synchronized void keepPort() {
        wish = PortChoice.exactly(ports.main());
    }

    private synchronized void died(Process dead) {
        if (dead != process || !shouldRun) {
            return;
        }
        if (lostItsPort(dead)) {
            moves++;
            supervision.later(Duration.ZERO, () -> again(dead));
            return;
        }
        deaths++;
        refusals += dead.exitValue() < SIGNALLED ? 1 : 0;
        wordsFrom = mark;
        supervision.changed();
        if (!supervision.restarts().enabled()) {
            return;
        }
        Duration wait = backOff.after(Duration.between(startedAt, Instant.now()));
        if (dead.exitValue() == INTERRUPTED) {
            wait = AFTER_INTERRUPT;
        } else {
            supervision.report(name() + " (pid " + dead.pid() + ") ended with status " + dead.exitValue()
                    + (dead.exitValue() == KILLED ? " (killed, by Linux if memory ran out)" : "") + "; again in "
                    + wait.toMillis() + " ms, log: " + log().file());
        }
        supervision.later(wait, () -> again(dead));
    }

    /** Somebody else began to listen there after it was chosen: no fault of the process, which goes elsewhere. */
    private boolean lostItsPort(Process dead) {
        if (moves == MOVES || dead.exitValue() >= SIGNALLED) {
            return false;
        }
        return FreePorts.isFree(ports.main()) ? !FreePorts.isFree(ports.management()) : !wish.fixed();
    }

    private synchronized void again(Process dead) {
        if (dead != process || !shouldRun || retired) {
            return;
        }
        Ports before = ports;
        try {
            launch();
        } catch (IOException e) {
            Duration wait = backOff.after(Duration.ZERO);
            supervision.report(
                    "cannot start " + name() + ": " + e.getMessage() + "; again in " + wait.toMillis() + " ms");
            supervision.later(wait, () -> again(dead));
            return;
        }
        restarts++;
        supervision.report(name() + " started again (pid " + process.pid() + ")" + moved(before));
    }

    private String moved(Ports before) {
        if (!ports.equals(before)) {
            int now = ports.main() == before.main() ? ports.management() : ports.main();
            int then = ports.main() == before.main() ? before.management() : before.main();
            return " on port " + now + ": another process took " + then;
        }
        return "";
    }

    /** What asks it, again and again, whether it should be left running. */
    Runnable watch() {
        return new HealthWatch(this, child, supervision);
    }

    /** Kills it as {@code kill -9} does, and waits until it is gone; it is started again if it is watched. */
    public void kill() {
        Process victim = current();
        if (victim != null) {
            victim.destroyForcibly();
            waitFor(victim, GONE);
        }
    }

    /** Asks it to end, kills it when it has not ended in time, and leaves it ended. */
    public void stop(Duration patience) {
        Process leaving;
        synchronized (this) {
            shouldRun = false;
            leaving = process;
        }
        if (leaving != null && leaving.isAlive()) {
            leaving.destroy();
            if (!waitFor(leaving, patience)) {
                leaving.destroyForcibly();
                waitFor(leaving, GONE);
            }
        }
    }

    /** As {@link #stop}, for good. */
    public void retire(Duration patience) {
        synchronized (this) {
            retired = true;
        }
        stop(patience);
    }

    private static boolean waitFor(Process process, Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    synchronized Process current() {
        return process;
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Alive and ready for work. */
    public boolean isReady() {
        return isAlive() && child.readiness().apply(ports()).isUp();
    }

    /** What it lacks to be ready, in its own words; empty where it does not say. */
    public String lacking() {
        return isAlive() ? child.readiness().apply(ports()).lacking() : "";
    }

    /** What it says is down, so that only another start could help; empty if it is not, or says nothing. */
    public Optional<String> down() {
        return Optional.of(isAlive() ? child.liveness().apply(ports()).ask() : Health.Answer.SILENT)
                .filter(answer -> answer.state() == Health.State.DOWN)
                .map(Health.Answer::detail);
    }

    /** How its log ends; the words of a process that died count until the one after it has died, too, for that may be silent yet. */
    public String lastWords(int lines) {
        return log().lastWords(wordsFrom(), lines);
    }

    private synchronized ProcessLog.Mark wordsFrom() {
        return wordsFrom;
    }

    /** Time of processors that it has used since it was started last; 0 where the system does not report it. */
    long cpuMillis() {
        Process now = current();
        return now == null
                ? 0
                : now.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
    }

    /** 0 before the first start. */
    public synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    /** Where it listens, or did; zeros where it never has. */
    public synchronized Ports ports() {
        return ports;
    }

    /** How often it was started again. */
    public synchronized int restarts() {
        return restarts;
    }

    /** How often it died without having been stopped. */
    public synchronized int deaths() {
        return deaths;
    }

    /** How often of these it ended by itself, with a status of its own. */
    public synchronized int refusals() {
        return refusals;
    }

    /** How long to wait before a process that died is started again: twice as long each time it dies young. */
    private static final class BackOff {
        private static final Duration HEALTHY = Duration.ofSeconds(30);

        private final Restarts how;
        private Duration next;

        BackOff(Restarts how) {
            this.how = how;
            this.next = how.first();
        }

        /** @param lived how long the process had run */
        Duration after(Duration lived) {
            if (lived.compareTo(HEALTHY) > 0) {
                next = how.first();
            }
            Duration wait = next;
            Duration longer = next.multipliedBy(2);
            next = longer.compareTo(how.longest()) > 0 ? how.longest() : longer;
            return wait;
        }
    }
}
