package dev.vlmstream.scoring.notifications;

import dev.vlmstream.schemas.Notification;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.scoring.notifications.Notifications.Loop;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Posts notifications to one webhook, each at least once and in their order, as a consumer group of its own: where it has got to is
 * Kafka's to know, over restarts and replicas, and a webhook that is down holds up none but itself. A webhook that is new begins with
 * what is told from then on.
 */
final class Delivery implements Loop {
    private static final Logger LOG = Logger.getLogger(Delivery.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Webhook webhook;
    private final Post post;
    private final KafkaSettings kafka;
    private final MeterRegistry registry;
    private final Wire<Notification> wire = Wire.of(Notification.class);
    private @Nullable Map<TopicPartition, Long> begin;
    private Duration wait = FIRST_WAIT;
    private long resumeAt;

    Delivery(Webhook webhook, Post post, KafkaSettings kafka, MeterRegistry registry) {
        this.webhook = webhook;
        this.post = post;
        this.kafka = kafka;
        this.registry = registry;
        for (String outcome : List.of("delivered", "failed", "refused")) {
            count(outcome, 0);
        }
    }

    @Override
    public String name() {
        return "webhook-" + webhook;
    }

    @Override
    public Consumer<byte[], byte[]> open() {
        Consumer<byte[], byte[]> consumer = kafka.groupConsumer(kafka.names().group("scoring-webhook-" + webhook), 1);
        if (begin == null) {
            begin = consumer.endOffsets(consumer.partitionsFor(kafka.name(Topic.NOTIFICATIONS)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
        }
        consumer.subscribe(List.of(kafka.name(Topic.NOTIFICATIONS)), new FromNowOn(consumer, begin));
        return consumer;
    }

    @Override
    public void turn(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        if (resumeAt > 0 && System.nanoTime() - resumeAt >= 0) {
            resumeAt = 0;
            consumer.resume(consumer.paused());
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(IDLE)) {
            deliver(consumer, record);
        }
    }

    private void deliver(Consumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        Post.Outcome outcome = outcome(record);
        if (!outcome.isDelivered() && !outcome.refused()) {
            count("failed", 1);
            putOff(outcome);
            // It stays in its group meanwhile.
            consumer.seek(partition, record.offset());
            consumer.pause(consumer.assignment());
            return;
        }
        if (outcome.refused()) {
            LOG.warnf("%s@%d is not posted to webhook %s: %s", partition, record.offset(), webhook, outcome.problem());
        }
        count(outcome.isDelivered() ? "delivered" : "refused", 1);
        wait = FIRST_WAIT;
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(record.offset() + 1)));
    }

    /** A record that is no notification, or none that can be posted, was written by someone else, and is skipped. */
    private Post.Outcome outcome(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        if (record.value() == null) {
            return new Post.Outcome(null, false, null);
        }
        try {
            return post.send(wire.decode(record.value()));
        } catch (WireException | IllegalArgumentException e) {
            return new Post.Outcome("it is no notification", true, null);
        }
    }

    private void putOff(Post.Outcome outcome) {
        Duration asked = outcome.after() == null ? wait : outcome.after();
        Duration now = asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked.compareTo(wait) < 0 ? wait : asked;
        LOG.warnf("webhook %s: %s; trying again in %d s", webhook, outcome.problem(), now.toSeconds());
        resumeAt = System.nanoTime() + now.toNanos();
        wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
    }

    private void count(String outcome, int posts) {
        Counter.builder("vlmstream.webhook.posts")
                .description("Notifications posted to webhooks")
                .tags("webhook", webhook.name(), "outcome", outcome)
                .register(registry)
                .increment(posts);
    }

    /**
     * Begins a partition of which nothing is committed where it ended when the process began, and notes that. Not by time, which is
     * several clocks'.
     */
    private record FromNowOn(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends)
            implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
            for (TopicPartition partition : partitions) {
                if (committed.get(partition) == null) {
                    begin(partition);
                }
            }
        }

        private void begin(TopicPartition partition) {
            // One that was added since is new as a whole.
            consumer.seek(partition, ends.getOrDefault(partition, 0L));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(consumer.position(partition))));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // What was delivered is committed.
        }
    }
}
