package dev.vlmstream.streaming.models;

import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.config.SoftwareVersion;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Says on the models topic which bundles this process answers for. */
@ApplicationScoped
public class Announcer {
    private final KafkaSettings settings;

    @Inject
    public Announcer(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Announces a bundle; returns when the broker has it. */
    public void announce(String service, String model, String digest, String kind, List<String> tasks) {
        ModelAnnouncement announcement = ModelAnnouncement.newBuilder()
                .setModel(model)
                .setDigest(digest)
                .setKind(kind)
                .setTasks(tasks)
                .setService(service)
                .setSoftwareVersion(SoftwareVersion.current())
                .setAnnouncedAt(System.currentTimeMillis())
                .build();
        byte[] value = Wire.of(ModelAnnouncement.class).encode(announcement);
        try (Producer<byte[], byte[]> producer = settings.plainProducer()) {
            producer.send(new ProducerRecord<>(
                            settings.name(Topic.MODELS), model.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "cannot announce " + model + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while announcing " + model, e);
        }
    }
}
