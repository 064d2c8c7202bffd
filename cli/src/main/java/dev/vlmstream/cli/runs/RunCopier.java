package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.NamesByLabel;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Copies a run's references, predictions and dead letters to another run. No question is written, so no model answers.
 *
 * <p>Transactions are short, because readers of the same topics wait for them. A second copier of the same run ends the first
 * one's: so what it then finds of the run stays, and of two rescorings of one id the first is the run. (Its manifest does not go
 * through ingest's door as a push's does: it names the version that judged, which JSON does not tell, and no item follows.)
 *
 * <p>Each event is copied once, however often this is repeated. Of what became of an item at a model the first counts, and a
 * copy's time is that of copying: so an answer that came behind a failure, and did not count, is left out.
 */
public final class RunCopier {
    private static final List<Topic> TOPICS = List.of(Topic.REFERENCES, Topic.PREDICTIONS, Topic.DEAD_LETTERS);
    private static final int RECORDS_A_TRANSACTION = 500;

    private final Target where;
    private final Rescoring rescoring;
    private final EventCopies copies;
    private int inTransaction;

    public RunCopier(Target where, Rescoring rescoring) {
        this.where = where;
        this.rescoring = rescoring;
        this.copies = new EventCopies(rescoring.source().getRun(), rescoring.target(), rescoring.rules());
    }

    /**
     * Copies what the new run does not have yet.
     *
     * @return how many predictions and failures were copied
     * @throws CommandFailure if Kafka does not take it; what was copied stays, and a repetition continues from there
     */
    public long copy() {
        String run = rescoring.target().getRun();
        try (KafkaProducer<String, byte[]> producer = where.producer(run)) {
            producer.initTransactions();
            Optional<RunManifest> there = new RunRegistry(where.topics()).find(run);
            there.ifPresent(rescoring::requireSame);
            producer.beginTransaction();
            if (there.isEmpty()) {
                send(producer, Topic.RUNS, run, manifest());
                commit(producer);
            }
            long outcomes = 0;
            Map<String, Long> failures = failures();
            for (Topic topic : TOPICS) {
                long copied = copy(topic, there.isPresent() ? copied(topic) : new HashSet<>(), failures, producer);
                outcomes += topic == Topic.REFERENCES ? 0 : copied;
            }
            producer.commitTransaction();
            return outcomes;
        } catch (KafkaException e) {
            throw new CommandFailure(
                    where.cluster().explain(e).getMessage() + "; rescore again with the same options to continue", e);
        }
    }

    /** When an item failed first, at a model or at all. */
    private Map<String, Long> failures() {
        Map<String, Long> first = new HashMap<>();
        where.topics()
                .each(
                        Topic.DEAD_LETTERS,
                        record -> copies.failure(record.value(), name(Topic.REFERENCES))
                                .ifPresent(id -> first.merge(id, record.timestamp(), Math::min)));
        return first;
    }

    private static boolean isAfter(
            Map<String, Long> failures, EventCopies.Copy copy, ConsumerRecord<byte[], byte[]> record) {
        return Stream.of(copy.id(), copy.idOfAllModels())
                .map(failures::get)
                .anyMatch(failed -> failed != null && failed < record.timestamp());
    }

    private long copy(
            Topic topic, Set<String> done, Map<String, Long> failures, KafkaProducer<String, byte[]> producer) {
        long[] copied = {0};
        where.topics()
                .each(
                        topic,
                        record -> copies.copy(topic, record.value())
                                .filter(copy -> topic != Topic.PREDICTIONS || !isAfter(failures, copy, record))
                                .filter(copy -> done.add(copy.id()))
                                .ifPresent(copy -> {
                                    send(producer, topic, copy.key(), copy.value());
                                    copied[0]++;
                                }));
        return copied[0];
    }

    private Set<String> copied(Topic topic) {
        Set<String> done = new HashSet<>();
        where.topics()
                .each(topic, record -> copies.idInNewRun(topic, record.value()).ifPresent(done::add));
        return done;
    }

    private void send(KafkaProducer<String, byte[]> producer, Topic topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(name(topic), key, value));
        if (++inTransaction >= RECORDS_A_TRANSACTION) {
            commit(producer);
        }
    }

    private void commit(KafkaProducer<String, byte[]> producer) {
        producer.commitTransaction();
        producer.beginTransaction();
        inTransaction = 0;
    }

    private byte[] manifest() {
        return Wire.of(RunManifest.class).encode(rescoring.target());
    }

    private String name(Topic topic) {
        return where.cluster().name(topic);
    }

    /** The events of one run as another's. What belongs to another run gives no copy. */
    private static final class EventCopies {
        private final Wire<Reference> references = Wire.of(Reference.class);
        private final Wire<Prediction> predictions = Wire.of(Prediction.class);
        private final Wire<DeadLetter> deadLetters = Wire.of(DeadLetter.class);
        private final String from;
        private final RunManifest to;
        private final @Nullable TaskDefinition rules;

        /** @param rules of another task than that of the run it is copied from; null: the same */
        EventCopies(String from, RunManifest to, @Nullable TaskDefinition rules) {
            this.from = from;
            this.to = to;
            this.rules = rules;
        }

        /** @param id identifies an event within its run: the same for both runs */
        record Copy(String id, String key, byte[] value) {
            /** What would identify a failure of its item at all models. */
            String idOfAllModels() {
                return outcome(id.substring(0, id.indexOf('\0')), null);
            }
        }

        private static String outcome(String item, @Nullable String model) {
            return item + '\0' + model;
        }

        /** What identifies an event of the new run; empty if it is of another. */
        Optional<String> idInNewRun(Topic topic, byte[] value) {
            return new EventCopies(to.getRun(), to, rules).copy(topic, value).map(Copy::id);
        }

        Optional<Copy> copy(Topic topic, byte[] value) {
            return switch (topic) {
                case REFERENCES -> reference(references.decode(value));
                case PREDICTIONS -> prediction(predictions.decode(value));
                case DEAD_LETTERS -> deadLetter(deadLetters.decode(value));
                default -> throw new IllegalArgumentException("no run is copied from topic " + topic);
            };
        }

        private Optional<Copy> reference(Reference reference) {
            if (!reference.getRun().equals(from)) {
                return Optional.empty();
            }
            reference.setRun(to.getRun());
            if (rules != null) {
                reference.setBenchmark(rules.id());
                reference.setDefinition(rules.judging());
            }
            NamesByLabel.copy(to, reference.getLabel(), reference);
            String item = reference.getItemId();
            return Optional.of(new Copy(item, key(item), references.encode(reference)));
        }

        private Optional<Copy> prediction(Prediction prediction) {
            if (!prediction.getRun().equals(from)) {
                return Optional.empty();
            }
            prediction.setRun(to.getRun());
            String item = prediction.getItemId();
            return Optional.of(
                    new Copy(outcome(item, prediction.getModel()), key(item), predictions.encode(prediction)));
        }

        private Optional<Copy> deadLetter(DeadLetter letter) {
            if (!Objects.equals(letter.getRun(), from) || letter.getItemId() == null) {
                return Optional.empty();
            }
            letter.setRun(to.getRun());
            String item = letter.getItemId();
            return Optional.of(new Copy(outcome(item, letter.getModel()), key(item), deadLetters.encode(letter)));
        }

        /**
         * The id of what failed by a dead letter. None if it is of another run, or about a record of references: that fails no item that
         * has another one.
         */
        Optional<String> failure(byte[] value, String references) {
            DeadLetter letter = deadLetters.decode(value);
            return letter.getTopic().equals(references)
                    ? Optional.empty()
                    : deadLetter(letter).map(Copy::id);
        }

        private String key(String item) {
            return Keys.runItem(to.getRun(), item);
        }
    }
}
