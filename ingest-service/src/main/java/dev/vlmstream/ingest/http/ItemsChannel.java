package dev.vlmstream.ingest.http;

import dev.vlmstream.schemas.DatasetLoad;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;
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

    /** How many lines may be on their way, as the channel's {@code max-inflight-messages}. */
    static final int LINES = 256;

    private static final Wire<Item> ITEMS = Wire.of(Item.class);
    private static final Wire<DatasetLoad> LOADS = Wire.of(DatasetLoad.class);

    private final MutinyEmitter<byte[]> manifests;
    private final MutinyEmitter<byte[]> lines;
    private final KafkaSettings settings;

    ItemsChannel(
            @Channel("items") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = WAITING)
                    MutinyEmitter<byte[]> manifests,
            @Channel("lines") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = LINES)
                    MutinyEmitter<byte[]> lines,
            KafkaSettings settings) {
        this.manifests = manifests;
        this.lines = lines;
        this.settings = settings;
    }

    /**
     * Sends a manifest, or a closing record, as it was given. All of one run go to the same partition, so that of two the first
     * counts.
     *
     * @return done when all replicas that are in sync have the record; fails if that takes too long, and at once if
     *     too many wait
     */
    public Uni<Void> send(String run, byte[] json) {
        return send(manifests, Topic.ITEMS, run, json, EventHeaders.of(run));
    }

    /**
     * Sends an item that was checked. No more than {@link #LINES} may be on their way.
     *
     * @return as for a manifest
     */
    Uni<Void> send(Item item) {
        String run = item.getRun();
        String id = item.getItemId();
        return send(lines, Topic.ITEMS, Keys.runItem(run, id), ITEMS.encode(item), EventHeaders.of(run, id));
    }

    /** Writes how far the reading of a dataset is. */
    public Uni<Void> send(DatasetLoad load) {
        return send(
                manifests,
                Topic.DATASETS,
                Keys.runItem(load.getRun(), load.getLoad()),
                LOADS.encode(load),
                EventHeaders.of(load.getRun()));
    }

    private Uni<Void> send(MutinyEmitter<byte[]> emitter, Topic topic, String key, byte[] value, Headers headers) {
        OutgoingKafkaRecordMetadata<String> address = OutgoingKafkaRecordMetadata.<String>builder()
                .withTopic(settings.name(topic))
                .withKey(key)
                .withHeaders(headers)
                .build();
        return emitter.sendMessage(Message.of(value, Metadata.of(address)))
                .ifNoItem()
                .after(PATIENCE)
                .fail();
    }
}
