package dev.vlmstream.serving;

import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.topics.Judges;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.config.SoftwareVersion;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says on the models topic which bundles this process answers for, and says so again before the announcements run out, until
 * the process ends (see {@link dev.vlmstream.schemas.topics.ModelLease}).
 */
@ApplicationScoped
public class Announcer {
    private static final Logger LOG = Logger.getLogger(Announcer.class);
    private static final Wire<ModelAnnouncement> ANNOUNCEMENTS = Wire.of(ModelAnnouncement.class);
    /** So often in the time of one announcement, so that two may be lost. */
    private static final int RENEWALS = 3;

    private final KafkaSettings settings;
    private final Duration lease;
    private final List<Announced> announced = new ArrayList<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final ScheduledExecutorService renewal = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "announcements");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Producer<byte[], byte[]> producer;

    private record Announced(String service, ModelHost.Hosted model) {}

    /** @throws IllegalArgumentException if the time that announcements hold is not positive */
    public Announcer(KafkaSettings settings, StreamConfig config) {
        this.settings = settings;
        this.lease = config.announcementLease();
        if (lease.toMillis() < RENEWALS) {
            throw new IllegalArgumentException("vlmstream.announcement-lease is " + lease
                    + "; it must be a time as long as a service may be silent before it is taken for gone, e.g. 90s");
        }
    }

    /** Announces a bundle; returns when the broker has it. */
    public synchronized void announce(String service, ModelHost.Hosted model) {
        Announced one = new Announced(service, model);
        if (announced.isEmpty()) {
            long every = lease.toMillis() / RENEWALS;
            renewal.scheduleWithFixedDelay(this::renew, every, every, TimeUnit.MILLISECONDS);
        }
        send(one);
        announced.add(one);
    }

    /**
     * Announces why the server of a bundle is unavailable, whether the bundle answers or judges. Does not wait for the broker.
     *
     * @param sentence empty if it is available again
     */
    void reportTrouble(String bundle, String sentence) {
        troubles.put(bundle, sentence);
        try {
            renewal.execute(this::renew);
        } catch (RejectedExecutionException e) {
            LOG.debugf("%s is announced no more", bundle);
        }
    }

    private synchronized void renew() {
        for (Announced one : announced) {
            try {
                send(one);
            } catch (RuntimeException e) {
                if (renewal.isShutdown()) {
                    return;
                }
                LOG.warnf("%s; it will be tried again", e.getMessage());
            }
        }
    }

    /** @throws IllegalStateException if the broker does not take it */
    private void send(Announced one) {
        String model = one.model().name();
        try {
            if (producer == null) {
                producer = settings.plainProducer();
            }
            producer.send(record(one)).get();
        } catch (ExecutionException | KafkaException e) {
            // An idempotent producer does not recover of every failure.
            close();
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new IllegalStateException("cannot announce " + model + ": " + cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while announcing " + model, e);
        }
    }

    private ProducerRecord<byte[], byte[]> record(Announced one) {
        ModelHost.Hosted model = one.model();
        ModelAnnouncement announcement = ModelAnnouncement.newBuilder()
                .setModel(model.name())
                .setDigest(model.digest())
                .setKind(model.kind())
                .setTasks(model.tasks())
                .setDtype(model.dtype())
                .setService(one.service())
                .setSoftwareVersion(SoftwareVersion.current())
                .setAnnouncedAt(System.currentTimeMillis())
                .setLeaseMillis(lease.toMillis())
                .setTrouble(troubles.getOrDefault(Judges.bundle(model.name()).orElse(model.name()), ""))
                .build();
        byte[] key = model.name().getBytes(StandardCharsets.UTF_8);
        byte[] value = ANNOUNCEMENTS.encode(announcement);
        return new ProducerRecord<>(settings.name(Topic.MODELS), key, value);
    }

    private synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    /** Announces nothing any more; what was announced runs out. */
    void stop(@Observes ShutdownEvent event) {
        // Interrupts one that waits for the broker, so that the lock is free.
        renewal.shutdownNow();
        close();
    }
}
