package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.workload.Waiting;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What lies on the topics, counted run by run. */
final class DeliveryAudit implements AutoCloseable {
    private static final String INGEST = "ingest";
    private static final int TOLD = 20;

    private final CommittedRecords<Question> questions;
    private final CommittedRecords<Prediction> predictions;
    private final CommittedRecords<Score> scores;
    private final CommittedRecords<Verdict> verdicts;
    private final CommittedRecords<DeadLetter> deadLetters;

    /**
     * What was wrong with a round's results.
     *
     * @param lost questions, predictions, scores and verdicts that are not there
     * @param doubled those that are there more than once
     * @param complaints what was wrong, in words
     */
    record Audit(long lost, long doubled, List<String> complaints) {
        Audit {
            complaints = List.copyOf(complaints);
        }

        Audit and(List<String> more) {
            return new Audit(
                    lost,
                    doubled,
                    Stream.concat(complaints.stream(), more.stream()).toList());
        }
    }

    DeliveryAudit(String bootstrap) {
        questions = new CommittedRecords<>(bootstrap, Topic.QUESTIONS, Question.class);
        predictions = new CommittedRecords<>(bootstrap, Topic.PREDICTIONS, Prediction.class);
        scores = new CommittedRecords<>(bootstrap, Topic.SCORES, Score.class);
        verdicts = new CommittedRecords<>(bootstrap, Topic.VERDICTS, Verdict.class);
        deadLetters = new CommittedRecords<>(bootstrap, Topic.DEAD_LETTERS, DeadLetter.class);
    }

    /**
     * What was written since the last audit; all of it should be of this run and of the one that was deleted beside it. Each item of
     * that one was asked, or refused because the run is deleted; nothing else of it is there twice.
     *
     * @param doomedItems of the deleted run
     */
    Audit audit(String run, int items, int doomedItems) {
        String doomed = Study.doomed(run);
        List<String> ingest = List.of(INGEST);
        List<String> models = Study.models(run);
        List<String> judged = List.of(Study.late(run));
        DeliveryCount asked =
                new DeliveryCount("questions").expect(run, ingest, items).expect(doomed, ingest, doomedItems);
        DeliveryCount predicted =
                new DeliveryCount("predictions").expect(run, models, items).allow(doomed, models, doomedItems);
        DeliveryCount scored =
                new DeliveryCount("scores").expect(run, models, items).allow(doomed, models, doomedItems);
        DeliveryCount given =
                new DeliveryCount("verdicts").expect(run, judged, items).allow(doomed, judged, doomedItems);
        List<String> dead = new ArrayList<>();
        questions.read(q -> asked.add(q.getRun(), q.getItemId(), INGEST));
        predictions.read(p -> predicted.add(p.getRun(), p.getItemId(), p.getModel()));
        scores.read(s -> scored.add(s.getRun(), s.getItemId(), s.getModel()));
        verdicts.read(v -> given.add(v.getRun(), v.getItemId(), v.getModel()));
        deadLetters.read(letter -> {
            if (doomed.equals(letter.getRun()) && letter.getReason().contains("was deleted")) {
                asked.add(doomed, letter.getItemId(), letter.getService());
            } else {
                dead.add("dead letter of " + letter.getRun() + "/" + letter.getItemId() + " by " + letter.getService()
                        + ": " + letter.getReason());
            }
        });
        List<DeliveryCount> counts = List.of(asked, predicted, scored, given);
        return new Audit(
                counts.stream().mapToLong(DeliveryCount::lost).sum(),
                counts.stream().mapToLong(DeliveryCount::doubled).sum(),
                Stream.concat(counts.stream().map(DeliveryCount::complaint), dead.stream())
                        .filter(line -> !line.isEmpty())
                        .limit(TOLD)
                        .toList());
    }

    @Override
    public void close() {
        Stream.of(questions, predictions, scores, verdicts, deadLetters).forEach(CommittedRecords::close);
    }

    /** Reads what was committed to a topic since it was last read, with no transaction left open behind it. */
    private static final class CommittedRecords<T extends SpecificRecord> implements AutoCloseable {
        private static final Duration PATIENCE = Duration.ofSeconds(90);

        private final Topic topic;
        private final Wire<T> wire;
        private final KafkaConsumer<byte[], byte[]> committed;
        private final KafkaConsumer<byte[], byte[]> raw;
        private final List<TopicPartition> partitions;

        CommittedRecords(String bootstrap, Topic topic, Class<T> type) {
            this.topic = topic;
            this.wire = Wire.of(type);
            this.committed = consumer(bootstrap, "read_committed");
            this.raw = consumer(bootstrap, "read_uncommitted");
            this.partitions = committed.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            committed.assign(partitions);
            committed.seekToBeginning(partitions);
        }

        private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String isolation) {
            return new KafkaConsumer<>(
                    Map.of("bootstrap.servers", bootstrap, "isolation.level", isolation),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
        }

        /** @throws IllegalStateException if a transaction stays open */
        void read(Consumer<T> each) {
            Waiting.until(
                    "all transactions on " + topic.topicName() + " had ended",
                    PATIENCE,
                    () -> committed.endOffsets(partitions).equals(raw.endOffsets(partitions)));
            Map<TopicPartition, Long> ends = raw.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> committed.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : committed.poll(Duration.ofMillis(200))) {
                    if (record.value() != null) {
                        each.accept(wire.decode(record.value()));
                    }
                }
            }
        }

        @Override
        public void close() {
            committed.close();
            raw.close();
        }
    }
}
