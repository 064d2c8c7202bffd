package dev.vlmstream.local.process;

import dev.vlmstream.local.process.Supervision.LifeLimits;
import java.time.Duration;
import java.util.Optional;

/** Asks a process once each time it is run, and kills it when its life signs say so; it is then started again as any other. */
final class HealthWatch implements Runnable {
    private final Supervised process;
    private final Child child;
    private final Supervision supervision;
    private Process watched;
    private LifeSigns signs;
    private StartupProgress progress;

    /** The process, as it runs now, has been ready. */
    HealthWatch(Supervised process, Child child, Supervision supervision) {
        this.process = process;
        this.child = child;
        this.supervision = supervision;
        watch(process.current(), true);
    }

    private void watch(Process life, boolean answered) {
        watched = life;
        signs = new LifeSigns(supervision.limits(), answered);
        progress = new StartupProgress(process);
    }

    @Override
    public void run() {
        look();
        process.log().boundPrinted();
    }

    private void look() {
        Process now = process.current();
        if (now == null || !now.isAlive()) {
            return;
        }
        if (now != watched) {
            watch(now, false);
        }
        Health.Answer answer = child.liveness().apply(process.ports()).ask();
        signs.after(answer, System.nanoTime()).or(this::stuckAtStart).ifPresent(why -> {
            supervision.report(process.name() + " (pid " + now.pid() + ") " + why + "; it is killed");
            now.destroyForcibly();
        });
    }

    /** A process that has not answered yet is starting, which may take long as long as it gets on. */
    private Optional<String> stuckAtStart() {
        if (signs.hasAnswered()) {
            return Optional.empty();
        }
        return Optional.of(progress.still())
                .filter(still -> still.compareTo(supervision.patience()) > 0)
                .map(still -> "has answered nothing since it was started, and made no progress for " + still.toSeconds()
                        + " s");
    }

    /** Judges from a process's answers, one life long, whether it has to be killed. For one thread. */
    static final class LifeSigns {
        /** Longer than this between two answers or their absence, and it was this process that slept, or the machine. */
        private static final Duration LATE = Duration.ofSeconds(30);

        private final LifeLimits limits;
        private boolean answered;
        private int downs;
        private int silences;
        private long silentSince;
        private long askedAt;

        /** @param answered whether it is known to have answered already */
        LifeSigns(LifeLimits limits, boolean answered) {
            this.limits = limits;
            this.answered = answered;
        }

        /** Whether it has ever answered; before, it is still starting. */
        boolean hasAnswered() {
            return answered;
        }

        /**
         * Takes an answer.
         *
         * @param now nanoseconds of a clock that stands still while the machine sleeps
         * @return why it has to be killed; empty if it has not
         */
        Optional<String> after(Health.Answer answer, long now) {
            boolean late = askedAt != 0 && now - askedAt > LATE.toNanos();
            askedAt = now;
            answered |= answer.state() != Health.State.SILENT;
            downs = answer.state() == Health.State.DOWN ? downs + 1 : 0;
            if (answer.state() != Health.State.SILENT) {
                silences = 0;
            } else if (silences++ == 0 || late) {
                silences = 1;
                silentSince = now;
            }
            return verdict(answer, now);
        }

        private Optional<String> verdict(Health.Answer answer, long now) {
            if (downs >= limits.downs()) {
                return Optional.of("says it is down" + (answer.detail().isEmpty() ? "" : ": " + answer.detail()));
            }
            Duration silent = Duration.ofNanos(now - silentSince);
            if (answered && silences >= limits.silences() && silent.compareTo(limits.silence()) >= 0) {
                return Optional.of("has answered nothing for " + silent.toSeconds() + " s");
            }
            return Optional.empty();
        }
    }
}
