package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.TopicRows;
import dev.vlmstream.schemas.wire.Wire;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Rewrites manifests and deletes runs: several at once, all or none of them. */
record RunEditor(Target target) {
    private static final Wire<RunManifest> MANIFESTS = Wire.of(RunManifest.class);

    private static final int RECORDS_A_TRANSACTION = 500;
    private static final int ASKED = 50;
    private static final long PAUSE_MS = 100;

    /** @throws CommandFailure naming the first that is not there */
    List<RunManifest> require(List<String> runs) {
        TopicRows<RunManifest> all = new RunRegistry(target.topics()).all();
        return runs.stream()
                .distinct()
                .map(run -> RunRegistry.require(all, run))
                .toList();
    }

    /** @throws CommandFailure if a run is still open: ingest may be about to write how many items it has */
    void rewrite(List<RunManifest> manifests) {
        manifests.stream()
                .filter(manifest -> manifest.getItems() == null)
                .findFirst()
                .ifPresent(open -> {
                    throw new CommandFailure(
                            "run \"" + open.getRun() + "\" is still open: how many items it has is not known"
                                    + " yet; close it first (docs/topics.md)");
                });
        write(producer -> manifests.forEach(manifest -> sendManifest(producer, manifest)));
    }

    /** Archives runs or lists them again, and waits until that shows; those that are so already stay as they are. */
    void archive(List<String> runs, boolean archived) {
        rewrite(require(runs).stream()
                .filter(manifest -> manifest.getArchived() != archived)
                .map(manifest ->
                        RunManifest.newBuilder(manifest).setArchived(archived).build())
                .toList());
        for (String run : runs) {
            awaitShown(scoring -> scoring.run(run).archived() == archived);
        }
    }

    /**
     * Waits until the scoring service shows a change, so that the next command sees it. What was written to Kafka is done; a
     * service that is away or slow shows it later.
     */
    void awaitShown(Predicate<ScoringClient> change) {
        try {
            for (int i = 0; i < ASKED && target.scoring().isPresent(); i++) {
                if (change.test(target.scoring().get())) {
                    return;
                }
                Thread.sleep(PAUSE_MS);
            }
        } catch (CommandFailure e) {
            // It is away; nothing depends on it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deletes runs, in the topic of runs and in every partition that scoring keeps something of them in. */
    void delete(List<RunManifest> manifests) {
        write(producer -> {
            int partitions = producer.partitionsFor(target.cluster().name(Topic.REFERENCES))
                    .size();
            for (RunManifest manifest : manifests) {
                sendManifest(producer, Deletions.marker(manifest, System.currentTimeMillis()));
                for (int partition = 0; partition < partitions; partition++) {
                    producer.send(Deletions.notice(target.cluster().names().prefix(), partition, manifest.getRun()));
                }
            }
        });
    }

    /** Takes records for transactions. */
    interface Sender {
        void send(Topic topic, String key, byte @Nullable [] value);
    }

    /** Sends records in as many transactions as they need: what they begin must do no harm if its end never comes. */
    void send(Consumer<Sender> records) {
        write(producer -> {
            int[] sent = {0};
            records.accept((topic, key, value) -> {
                producer.send(new ProducerRecord<>(target.cluster().name(topic), key, value));
                if (++sent[0] % RECORDS_A_TRANSACTION == 0) {
                    producer.commitTransaction();
                    producer.beginTransaction();
                }
            });
        });
    }

    private void sendManifest(KafkaProducer<String, byte[]> producer, RunManifest manifest) {
        producer.send(
                new ProducerRecord<>(target.cluster().name(Topic.RUNS), manifest.getRun(), MANIFESTS.encode(manifest)));
    }

    private void write(Consumer<KafkaProducer<String, byte[]>> records) {
        try (KafkaProducer<String, byte[]> producer = producer()) {
            producer.initTransactions();
            producer.beginTransaction();
            records.accept(producer);
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw new CommandFailure(target.cluster().explain(e).getMessage() + "; nothing is changed", e);
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        String id = target.cluster().names().group("cli-runs");
        return target.cluster().producer(new StringSerializer(), Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id));
    }
}
