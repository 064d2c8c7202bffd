package dev.vlmstream.local.process;

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
        HealthAnswer answer = child.liveness().apply(process.ports()).ask();
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
}
