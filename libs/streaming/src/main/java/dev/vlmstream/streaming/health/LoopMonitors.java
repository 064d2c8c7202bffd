package dev.vlmstream.streaming.health;

import dev.vlmstream.streaming.kafka.KafkaSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The monitors of this process' loops, and the threads that look at them. */
@ApplicationScoped
public class LoopMonitors {
    private final List<LoopMonitor> monitors = new CopyOnWriteArrayList<>();
    private final LoopWatch phases = new LoopWatch();
    private final LagWatch lag;
    private final List<Thread> watching = new ArrayList<>();

    @Inject
    public LoopMonitors(KafkaSettings settings) {
        this.lag = new LagWatch(settings);
    }

    /** @param thread that the loop runs on */
    public synchronized void add(LoopMonitor monitor, Thread thread) {
        monitors.add(monitor);
        phases.add(monitor, thread);
        lag.add(monitor);
        if (watching.isEmpty()) {
            watch(phases, "loop-watch");
            watch(lag, "loop-lag");
        }
    }

    private void watch(Runnable what, String name) {
        Thread thread = new Thread(what, name);
        thread.setDaemon(true);
        thread.start();
        watching.add(thread);
    }

    /** All of them, in the order in which their loops were started. */
    public List<LoopMonitor> all() {
        return List.copyOf(monitors);
    }

    /** Looks at none of them any more. */
    public synchronized void stop() {
        watching.forEach(Thread::interrupt);
    }
}
