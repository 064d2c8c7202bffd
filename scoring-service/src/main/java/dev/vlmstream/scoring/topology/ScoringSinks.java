package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.ledger.ScoreWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What the topology writes, each to the sink named like its topic. */
final class ScoringSinks {
    /** Marks a record that was sent to its proper partition once; it is never sent on again. */
    static final String REROUTED = "rerouted";

    private static final Wire<MetricSnapshot> METRIC = Wire.of(MetricSnapshot.class);
    private static final Wire<DeadLetter> DEAD_LETTER = Wire.of(DeadLetter.class);
    /** Leaves room for the record's own overhead. */
    private static final int MAX_SCORE_BYTES = Topic.MAX_RECORD_BYTES - 64 * 1024;

    private static final int MAX_VALUE_BYTES = MAX_SCORE_BYTES - 64 * 1024;
    private static final int MOST_REASON = 2000;

    private final ProcessorContext<byte[], byte[]> context;
    private final ScoreWriter scores = new ScoreWriter();
    private boolean uncommitted;

    ScoringSinks(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
    }

    /** @param prediction the bytes that the score's prediction came in; null: it has none */
    void score(Score score, byte @Nullable [] prediction, long timestamp, @Nullable Headers headers) {
        byte[] key = utf8(Keys.runItem(score.getRun(), score.getItemId()));
        forward(Topic.SCORES, new Record<>(key, encode(score, prediction), timestamp, headers));
    }

    private byte[] encode(Score score, byte @Nullable [] prediction) {
        byte[] bytes = scores.write(score, prediction);
        if (bytes.length <= MAX_SCORE_BYTES) {
            return bytes;
        }
        score.setPrediction(null);
        score.setQuestion(null);
        score.setReason("question and prediction are too large to travel with the score (" + bytes.length + " bytes)");
        return scores.write(score, null);
    }

    void metric(MetricSnapshot snapshot) {
        String key = Keys.metric(snapshot.getRun(), snapshot.getModel(), snapshot.getPartition());
        forward(Topic.METRICS, key, METRIC.encode(snapshot), snapshot.getUpdatedAt());
    }

    /** Takes a metric back: compaction then removes what was written of it. */
    void noMetric(String run, String model, int partition, long timestamp) {
        forward(Topic.METRICS, Keys.metric(run, model, partition), null, timestamp);
    }

    /**
     * A record that could not be worked on.
     *
     * @param whose as far as it is known
     */
    void deadLetter(Record<byte[], byte[]> record, RecordMetadata at, RecordOwner whose, String reason) {
        boolean fits = record.value() == null || record.value().length <= MAX_VALUE_BYTES;
        DeadLetter letter = DeadLetter.newBuilder()
                .setRun(whose.run())
                .setItemId(whose.itemId())
                .setModel(whose.model())
                .setService("scoring")
                .setReason(reason.substring(0, Math.min(reason.length(), MOST_REASON)))
                .setTopic(at.topic())
                .setPartition(at.partition())
                .setOffset(at.offset())
                .setRecordKey(buffer(record.key()))
                // What is left out still lies in its topic.
                .setRecordValue(fits ? buffer(record.value()) : null)
                .setAt(context.currentSystemTimeMs())
                .build();
        String key = whose.run() == null
                ? "unattributed"
                : whose.itemId() == null ? whose.run() : Keys.runItem(whose.run(), whose.itemId());
        forward(Topic.DEAD_LETTERS, key, DEAD_LETTER.encode(letter), record.timestamp());
    }

    /** Sends a record to the partition of its topic that its key belongs to. */
    void reroute(Record<byte[], byte[]> record, Topic topic, String key) {
        Record<byte[], byte[]> copy = record.withKey(utf8(key));
        copy.headers().add(REROUTED, new byte[0]);
        forward(topic, copy);
    }

    private void forward(Topic topic, String key, byte @Nullable [] value, long timestamp) {
        forward(topic, new Record<>(utf8(key), value, timestamp));
    }

    private void forward(Topic topic, Record<byte[], byte[]> record) {
        context.forward(record, topic.topicName());
        uncommitted = true;
    }

    /** Whether something was written that nobody can read yet, and no commit was requested since. */
    boolean hasUncommitted() {
        return uncommitted;
    }

    /** Requests a commit of all that was written. */
    void commit() {
        context.commit();
        uncommitted = false;
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
