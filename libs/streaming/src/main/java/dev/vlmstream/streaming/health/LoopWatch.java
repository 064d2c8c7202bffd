package dev.vlmstream.streaming.health;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Says in the log when a loop is in one phase for longer than it should be: Kafka's clients wait in silence. */
final class LoopWatch implements Runnable {
    private static final Logger LOG = Logger.getLogger(LoopWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final int FRAMES = 12;

    private final List<Watched> loops = new CopyOnWriteArrayList<>();

    /** A loop, and when it will next be spoken of. */
    private static final class Watched {
        private final LoopMonitor monitor;
        private final Thread thread;
        private LoopMonitor.Moment moment;
        private Duration next;

        private Watched(LoopMonitor monitor, Thread thread) {
            this.monitor = monitor;
            this.thread = thread;
        }
    }

    void add(LoopMonitor monitor, Thread thread) {
        loops.add(new Watched(monitor, thread));
    }

    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(INTERVAL.toMillis());
                loops.forEach(LoopWatch::look);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void look(Watched loop) {
        LoopMonitor.Moment moment = loop.monitor.moment();
        if (moment != loop.moment) {
            loop.moment = moment;
            loop.next = moment.phase().patience();
        }
        if (moment.age().compareTo(loop.next) > 0) {
            loop.next = moment.age().multipliedBy(2);
            LOG.warnf("%s: %s; at %s", loop.monitor.name(), loop.monitor.describe(), where(loop.thread));
        }
    }

    private static String where(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .limit(FRAMES)
                .map(frame -> frame.getClassName().replaceAll(".*\\.", "") + "." + frame.getMethodName() + ":"
                        + frame.getLineNumber())
                .collect(Collectors.joining(" < "));
    }
}
