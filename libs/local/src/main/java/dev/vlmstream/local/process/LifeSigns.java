package dev.vlmstream.local.process;

import java.time.Duration;
import java.util.Optional;

/** Judges from a process's answers, one life long, whether it has to be killed. For one thread. */
final class LifeSigns {
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
    Optional<String> after(HealthAnswer answer, long now) {
        boolean late = askedAt != 0 && now - askedAt > LATE.toNanos();
        askedAt = now;
        answered |= answer.state() != HealthAnswer.State.SILENT;
        downs = answer.state() == HealthAnswer.State.DOWN ? downs + 1 : 0;
        if (answer.state() != HealthAnswer.State.SILENT) {
            silences = 0;
        } else if (silences++ == 0 || late) {
            silences = 1;
            silentSince = now;
        }
        return verdict(answer, now);
    }

    private Optional<String> verdict(HealthAnswer answer, long now) {
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
