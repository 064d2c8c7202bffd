package dev.vlmstream.scoring.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.ledger.ScoringCounters;
import dev.vlmstream.scoring.topology.ScoringTopology.ManifestLookup;
import dev.vlmstream.streaming.kafka.Tracing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The topology on a bench: events in, scores and metrics out, one partition, a clock that is moved by hand. */
final class Bench implements AutoCloseable {
    static final String PREFIX = "t.";

    final Map<String, RunManifest> manifests = new HashMap<>();
    final ScoringCounters counters = new ScoringCounters();
    private final CommitPace pace = new CommitPace();
    private final TopologyTestDriver driver;
    private Instant now = Instant.now();

    Bench() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, "target/bench-state");
        ManifestLookup known = run -> Optional.ofNullable(manifests.get(run));
        driver = new TopologyTestDriver(
                ScoringTopology.build(new InputTopics(PREFIX, 1), known, suspects(), counters, pace, Tracing.OFF),
                settings,
                now);
    }

    /** In a file of its own. */
    private static PoisonRecords suspects() {
        try {
            Path file = Files.createTempFile("suspects", "");
            file.toFile().deleteOnExit();
            return PoisonRecords.open(file, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Bench send(Reference reference) {
        return send(Topic.REFERENCES, Keys.runItem(reference.getRun(), reference.getItemId()), reference);
    }

    Bench send(Prediction prediction) {
        return send(Topic.PREDICTIONS, Keys.runItem(prediction.getRun(), prediction.getItemId()), prediction);
    }

    Bench send(Verdict verdict) {
        return send(Topic.VERDICTS, Keys.runItem(verdict.getRun(), verdict.getItemId()), verdict);
    }

    Bench send(DeadLetter letter) {
        return send(Topic.DEAD_LETTERS, Keys.runItem(letter.getRun(), letter.getItemId()), letter);
    }

    @SuppressWarnings("unchecked")
    private <T extends SpecificRecord> Bench send(Topic topic, String key, T event) {
        return sendBytes(topic, key, Wire.of((Class<T>) event.getClass()).encode(event));
    }

    Bench sendBytes(Topic topic, String key, byte[] value) {
        TestInputTopic<String, byte[]> input =
                driver.createInputTopic(topic.topicName(PREFIX), new StringSerializer(), new ByteArraySerializer());
        input.pipeInput(key, value);
        return this;
    }

    /** Deletes a run in the partition. */
    Bench delete(String run) {
        var notice = Deletions.notice(PREFIX, 0, run);
        driver.createInputTopic(notice.topic(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(notice.key(), notice.value(), notice.headers()));
        return this;
    }

    /** The metrics published since the last call, by key; null where one was taken back. */
    Map<String, byte[]> metricValues() {
        return driver.createOutputTopic(
                        Topic.METRICS.topicName(PREFIX), new StringDeserializer(), new ByteArrayDeserializer())
                .readKeyValuesToMap();
    }

    /** The keys of what is kept, without their kind. */
    List<String> stateKeys() {
        List<String> keys = new ArrayList<>();
        try (var entries =
                driver.<Bytes, byte[]>getKeyValueStore(ScoringTopology.STORE).all()) {
            entries.forEachRemaining(
                    entry -> keys.add(new String(entry.key.get(), 1, entry.key.get().length - 1, UTF_8)));
        }
        return keys;
    }

    Bench pass(Duration time) {
        driver.advanceWallClockTime(time);
        now = now.plus(time);
        return this;
    }

    /** A commit of that duration ends after so much more time. */
    Bench commit(Duration took, Duration in) {
        pace.committed(now.plus(in).toEpochMilli(), took.toMillis());
        return this;
    }

    List<Score> scores() {
        return read(Topic.SCORES, Score.class);
    }

    Score onlyScore() {
        List<Score> scores = scores();
        if (scores.size() != 1) {
            throw new AssertionError("expected one score, got " + scores);
        }
        return scores.get(0);
    }

    /** The metrics published since the last call. */
    List<MetricSnapshot> metrics() {
        return read(Topic.METRICS, MetricSnapshot.class);
    }

    /** The newest metrics of a model published since the last call. */
    MetricSnapshot metricsOf(String model) {
        return metrics().stream()
                .filter(metrics -> metrics.getModel().equals(model))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    List<DeadLetter> deadLetters() {
        return read(Topic.DEAD_LETTERS, DeadLetter.class);
    }

    private <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) {
        Wire<T> wire = Wire.of(type);
        return driver
                .createOutputTopic(topic.topicName(PREFIX), new StringDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(wire::decode)
                .toList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
