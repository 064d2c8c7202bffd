package dev.vlmstream.ingest.http;

import dev.vlmstream.schemas.topics.Headers;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Writes to the items topic, as any client does. */
@ApplicationScoped
public class ItemsChannel {
    /** Somewhat longer than the channel's {@code delivery.timeout.ms}, so that Kafka's own reason comes first. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How many may wait while others are on their way. */
    private static final int WAITING = 8;

    private final MutinyEmitter<byte[]> emitter;
    private final KafkaSettings settings;

    @Inject
    ItemsChannel(
            @Channel("items") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING)
                    MutinyEmitter<byte[]> emitter,
            KafkaSettings settings) {
        this.emitter = emitter;
        this.settings = settings;
    }

    /**
     * Sends a manifest as it was given. All of one run go to the same partition, so that of two the first counts.
     *
     * @return done when all replicas that are in sync have the record; fails if that takes too long, and at once if
     *     too many wait
     */
    Uni<Void> send(String run, byte[] manifest) {
        OutgoingKafkaRecordMetadata<String> address = OutgoingKafkaRecordMetadata.<String>builder()
                .withTopic(settings.name(Topic.ITEMS))
                .withKey(run)
                .withHeaders(new RecordHeaders().add(Headers.RUN, run.getBytes(StandardCharsets.UTF_8)))
                .build();
        return emitter.sendMessage(Message.of(manifest, Metadata.of(address)))
                .ifNoItem()
                .after(PATIENCE)
                .fail();
    }
}
