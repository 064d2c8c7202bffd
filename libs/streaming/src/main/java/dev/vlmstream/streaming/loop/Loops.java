package dev.vlmstream.streaming.loop;

import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.health.LoopMonitor;
import dev.vlmstream.streaming.health.LoopMonitors;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.kafka.ServiceTopics;
import dev.vlmstream.streaming.kafka.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** The loops of this process: each on a thread of its own, all ended in order at shutdown. */
@ApplicationScoped
public class Loops {
    private static final Logger LOG = Logger.getLogger(Loops.class);

    private final KafkaSettings settings;
    private final StreamConfig config;
    private final MeterRegistry registry;
    private final LoopMonitors monitors;
    private final List<Running> loops = new ArrayList<>();

    private record Running(ExactlyOnceLoop loop, LoopMonitor monitor, Thread thread) {}

    /** Set where the service is put together. */
    @Inject
    Tracing tracing = Tracing.OFF;

    @Inject
    ServiceTopics topics;

    public Loops(KafkaSettings settings, StreamConfig config, MeterRegistry registry, LoopMonitors monitors) {
        this.settings = settings;
        this.config = config;
        this.registry = registry;
        this.monitors = monitors;
    }

    /** Sees to it that this service's topics are there. */
    public void ensureTopics() {
        topics.ensure();
    }

    /**
     * A spec with the configured sizes of batches and linger.
     *
     * @param work what the loop does, say {@code ingest} or {@code embed-MODEL}: its group is named for it
     */
    public LoopSpec spec(String work, dev.vlmstream.schemas.topics.Topic topic) {
        StreamConfig.Batch batch = config.batch();
        int most = Math.max(batch.size(), batch.most().orElse(batch.size()));
        return new LoopSpec(settings.names().group(work), topic, batch.size(), most, batch.linger());
    }

    public synchronized void start(LoopSpec spec, BatchHandler handler) {
        LoopMonitor monitor = new LoopMonitor(spec.name(), settings.name(spec.topic()), registry);
        Quarantine quarantine = handler.suspectsRecords() ? new Quarantine(inHand(spec)) : new Quarantine();
        ExactlyOnceLoop loop = new ExactlyOnceLoop(spec, handler, settings, monitor, tracing, quarantine);
        Thread thread = new Thread(loop, spec.name());
        monitors.add(monitor, thread);
        loops.add(new Running(loop, monitor, thread));
        thread.start();
    }

    /** A batch that liveness failed for may well be why the process is ended. */
    private void abandonUnlessStuck(Running running) {
        if (running.monitor().oldestBatch().compareTo(config.maxBatchAge()) < 0) {
            running.loop().abandon();
        }
    }

    /** Bundles may have names that files may not. */
    private Path inHand(LoopSpec spec) {
        String name = settings.member(spec.name()).replaceAll("[^A-Za-z0-9._-]", "_");
        return config.stateDir().resolve("in-hand").resolve(name);
    }

    /** Ends all loops after the batches in progress, as far as these end in time. */
    public synchronized void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loops.forEach(running -> running.loop().stop());
        long deadline = System.nanoTime() + config.drainTime().toNanos();
        for (Running running : loops) {
            Thread thread = running.thread();
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            if (thread.isAlive()) {
                LOG.warnf("%s did not end in %s; its batch will be done again", thread.getName(), config.drainTime());
                abandonUnlessStuck(running);
            }
        }
        monitors.stop();
    }
}
