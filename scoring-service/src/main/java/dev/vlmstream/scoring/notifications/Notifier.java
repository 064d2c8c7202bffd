package dev.vlmstream.scoring.notifications;

import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.Notification;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import dev.vlmstream.scoring.notifications.Notifications.Loop;
import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.runs.Completeness;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Decides which runs continue without a model, and writes what happens to runs to the topic {@code notifications}. One replica of all
 * does: the one that has the topic's first partition in a group that reads nothing. What was told stands on the topic, and is read from
 * there before anything is told.
 */
final class Notifier implements Loop {
    private static final Duration TURN = Duration.ofSeconds(1);

    private final ReadModel readModel;
    private final BooleanSupplier caughtUp;
    private final NotificationRules rules;
    private final Absences absences;
    private final KafkaSettings kafka;
    private final Map<String, Long> seen = new HashMap<>();
    private @Nullable Set<String> told;

    /** @param caughtUp whether the read model has what was there when the process started */
    Notifier(
            ReadModel readModel,
            BooleanSupplier caughtUp,
            NotificationRules rules,
            Absences absences,
            KafkaSettings kafka) {
        this.readModel = readModel;
        this.caughtUp = caughtUp;
        this.rules = rules;
        this.absences = absences;
        this.kafka = kafka;
    }

    @Override
    public String name() {
        return "notifier";
    }

    @Override
    public Consumer<byte[], byte[]> open() {
        told = null;
        absences.forget();
        Consumer<byte[], byte[]> consumer = kafka.groupConsumer(kafka.names().group("scoring-notifier"), 1);
        consumer.subscribe(List.of(kafka.name(Topic.NOTIFICATIONS)));
        return consumer;
    }

    @Override
    public void turn(Consumer<byte[], byte[]> consumer) {
        consumer.poll(TURN);
        consumer.pause(consumer.assignment());
        if (!consumer.assignment().contains(new TopicPartition(kafka.name(Topic.NOTIFICATIONS), 0))) {
            told = null;
        } else if (caughtUp.getAsBoolean()) {
            write(absences.due(System.nanoTime()).stream()
                    .map(absence -> record(Topic.ABSENCES, Keys.absence(absence.getRun(), absence.getModel()), absence))
                    .toList());
            tell();
        }
    }

    private void tell() {
        if (told == null) {
            seen.clear();
            told = readTold();
        }
        List<Notification> news = new ArrayList<>();
        for (RunManifest manifest : readModel.manifests()) {
            readModel.run(manifest.getRun()).ifPresent(view -> look(manifest, view, told, news));
        }
        write(news.stream()
                .map(one -> record(Topic.NOTIFICATIONS, one.getId(), one))
                .toList());
        news.forEach(one -> told.add(one.getId()));
    }

    /** A run that has ended has no news but that it was no end: thresholds that are new are not for it. */
    private void look(RunManifest manifest, RunView view, Set<String> known, List<Notification> news) {
        String run = manifest.getRun();
        long version = view.version();
        if (known.contains(NotificationRules.last(run, !manifest.getJudges().isEmpty()))
                        && Completeness.of(view).problem() == null
                || Long.valueOf(version).equals(seen.put(run, version))) {
            return;
        }
        RunMetrics metrics = MeasuredRun.of(view);
        boolean ended = known.contains(NotificationRules.last(run, false));
        rules.of(metrics, System.currentTimeMillis()).stream()
                .filter(one -> !known.contains(one.getId()))
                .filter(one -> !ended
                        || one.getId().equals(NotificationRules.last(run, true))
                        || one.getId().equals(NotificationRules.miscounted(run)))
                .forEach(news::add);
    }

    private Set<String> readTold() {
        Set<String> ids = new HashSet<>();
        try (Consumer<byte[], byte[]> reader = kafka.reader()) {
            List<TopicPartition> partitions = reader.partitionsFor(kafka.name(Topic.NOTIFICATIONS)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> reader.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
                    if (record.key() != null) {
                        ids.add(new String(record.key(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return ids;
    }

    private <T extends SpecificRecord> ProducerRecord<byte[], byte[]> record(Topic topic, String key, T event) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) event.getClass();
        return new ProducerRecord<>(
                kafka.name(topic),
                key.getBytes(StandardCharsets.UTF_8),
                Wire.of(type).encode(event));
    }

    private void write(List<ProducerRecord<byte[], byte[]>> records) {
        if (records.isEmpty()) {
            return;
        }
        // Seldom: a producer that is there all the time would only hold connections.
        try (Producer<byte[], byte[]> producer = kafka.plainProducer()) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(producer.send(record)));
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "notifications were not taken: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
