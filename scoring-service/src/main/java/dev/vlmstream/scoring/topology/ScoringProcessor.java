package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.scoring.ledger.DeletedRuns;
import dev.vlmstream.scoring.ledger.ItemLedger;
import dev.vlmstream.scoring.ledger.ItemStore;
import dev.vlmstream.scoring.ledger.PredictionReader;
import dev.vlmstream.scoring.ledger.ScoringCounters;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import dev.vlmstream.scoring.ledger.Tallies;
import dev.vlmstream.scoring.ledger.VerdictCounter;
import dev.vlmstream.scoring.topology.ScoringTopology.ManifestLookup;
import dev.vlmstream.streaming.kafka.Tracing;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes the records of one partition of all inputs to the {@link ItemLedger}, and its results to the sinks. */
final class ScoringProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = Logger.getLogger(ScoringProcessor.class);
    private static final Duration FIRST_MANIFEST_LOOKUP_AFTER = Duration.ofMillis(250);
    private static final Duration MANIFEST_LOOKUP_AT_LEAST_EVERY = Duration.ofSeconds(30);

    private static final Wire<Reference> REFERENCE = Wire.of(Reference.class);
    private static final Wire<Verdict> VERDICT = Wire.of(Verdict.class);
    private static final Wire<DeadLetter> DEAD_LETTER = Wire.of(DeadLetter.class);

    private final InputTopics inputs;
    private final ManifestLookup manifests;
    private final PoisonRecords poison;
    private final ScoringCounters counters;
    private final Tracing tracing;
    private final PredictionReader predictions = new PredictionReader();
    /** Runs with failures that wait for their manifest. */
    private final Set<String> withoutManifest = new LinkedHashSet<>();

    private ProcessorContext<byte[], byte[]> context;
    private ScoringSinks sinks;
    private Tallies tallies;
    private ItemLedger ledger;
    private VerdictCounter verdicts;
    private DeletedRuns deleted;
    private DeadLetterWriter deadLetters;
    private long timestamp;
    /** Of the record that is worked on. */
    private @Nullable Headers headers;

    private final CommitPace pace;
    private final SnapshotThrottle throttle;
    private @Nullable Cancellable metricsDue;
    private @Nullable Cancellable manifestsDue;

    ScoringProcessor(
            InputTopics inputs,
            ManifestLookup manifests,
            PoisonRecords poison,
            ScoringCounters counters,
            CommitPace pace,
            Tracing tracing) {
        this.inputs = inputs;
        this.manifests = manifests;
        this.poison = poison;
        this.counters = counters;
        this.pace = pace;
        this.throttle = new SnapshotThrottle(pace);
        this.tracing = tracing;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        poison.suspect(context.taskId().partition());
        sinks = new ScoringSinks(context);
        tallies = new Tallies(context.taskId().partition());
        KeyValueStore<Bytes, byte[]> state = context.getStateStore(ScoringTopology.STORE);
        ItemStore store = new ItemStore(
                state,
                context.applicationId() + "-" + ScoringTopology.STORE + "-changelog-"
                        + context.taskId().partition());
        deleted = new DeletedRuns(store);
        deadLetters = new DeadLetterWriter(sinks, manifests, deleted, counters);
        ledger = new ItemLedger(store, tallies, counters, this::publish);
        verdicts = new VerdictCounter(store, counters);
        timestamp = context.currentSystemTimeMs();
        verdicts.recount();
        ledger.recount(withoutManifest::add);
        scheduleWhatIsDue();
    }

    private void publish(Score score, byte @Nullable [] prediction) {
        sinks.score(score, prediction, timestamp, headers == null ? null : tracing.event(headers, source(), score));
    }

    private Tracing.Source source() {
        return new Tracing.Source(context.recordMetadata().orElseThrow().topic(), context.applicationId());
    }

    @Override
    public void close() {
        if (ledger != null) {
            ledger.close();
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata at = context.recordMetadata().orElseThrow();
        dropRawRecord(at);
        throttle.counted();
        timestamp = record.timestamp();
        headers = record.headers();
        Topic topic = inputs.topic(at.topic());
        try (Tracing.LogScope scope = Tracing.logging(record.headers())) {
            poison.work(
                    topic,
                    at.partition(),
                    at.offset(),
                    () -> work(topic, record, at),
                    () -> deadLetters.setAside(topic, record, at));
        }
        scheduleWhatIsDue();
    }

    /**
     * Lets go of the bytes that a record came in. What the store's cache keeps refers to its metadata, which would hold every
     * reference's image in memory. Kafka Streams has no public way to say so; {@code RawRecordTest} fails when this one changes.
     */
    static void dropRawRecord(RecordMetadata at) {
        if (at instanceof ProcessorRecordContext context) {
            context.freeRawRecord();
        }
    }

    private void work(Topic topic, Record<byte[], byte[]> record, RecordMetadata at) {
        try {
            switch (topic) {
                case PREDICTIONS -> prediction(record, at);
                case REFERENCES -> reference(record, at);
                case VERDICTS -> verdict(record, at);
                default -> deadLetter(record, at);
            }
        } catch (WireException | IllegalArgumentException e) {
            deadLetters.undecodable(topic, record, at, e);
        }
    }

    private void prediction(Record<byte[], byte[]> record, RecordMetadata at) {
        Prediction prediction = SafeDecoding.decode(() -> predictions.read(record.value()));
        if (isHome(record, at, Topic.PREDICTIONS, prediction.getRun(), prediction.getItemId())) {
            ledger.add(prediction, record.value(), now());
        }
    }

    private void reference(Record<byte[], byte[]> record, RecordMetadata at) {
        Optional<String> notice = Deletions.noticed(record.headers());
        if (notice.isPresent()) {
            delete(notice.get());
            return;
        }
        Reference reference = SafeDecoding.decode(() -> REFERENCE.decode(record.value()));
        if (isHome(record, at, Topic.REFERENCES, reference.getRun(), reference.getItemId())) {
            ledger.add(reference, at.partition(), at.offset(), now());
        }
    }

    private void verdict(Record<byte[], byte[]> record, RecordMetadata at) {
        Verdict verdict = SafeDecoding.decode(() -> VERDICT.decode(record.value()));
        if (isHome(record, at, Topic.VERDICTS, verdict.getRun(), verdict.getItemId())) {
            verdicts.add(verdict);
            tallies.changed(verdict.getRun(), verdict.getModel());
        }
    }

    private void delete(String run) {
        deleted.add(run);
        withoutManifest.remove(run);
        verdicts.forget(run);
        ledger.forget(run, model -> sinks.noMetric(run, model, context.taskId().partition(), timestamp));
    }

    private void deadLetter(Record<byte[], byte[]> record, RecordMetadata at) {
        DeadLetter letter = SafeDecoding.decode(() -> DEAD_LETTER.decode(record.value()));
        String run = letter.getRun();
        if (run == null || letter.getItemId() == null) {
            return;
        }
        if (!isHome(record, at, Topic.DEAD_LETTERS, run, letter.getItemId())) {
            return;
        }
        if (inputs.topic(letter.getTopic()) == Topic.REFERENCES && ledger.hasReference(run, letter.getItemId())) {
            // It is about another record of that name.
            counters.count(Event.DUPLICATE);
            return;
        }
        Optional<RunManifest> manifest = manifests.manifest(run);
        if (manifest.isPresent()) {
            ledger.fail(manifest.get(), letter.getItemId(), letter.getModel(), letter.getReason(), now());
        } else {
            ledger.rememberFailure(run, letter.getItemId(), letter.getModel(), letter.getReason());
            withoutManifest.add(run);
        }
    }

    /**
     * Whether a record is for this partition's books. Those of deleted runs are for nobody's. Whoever writes from outside may
     * have another idea of keys and partitions; such a record is sent on, once.
     */
    private boolean isHome(Record<byte[], byte[]> record, RecordMetadata at, Topic topic, String run, String itemId) {
        if (deleted.contains(run)) {
            counters.count(Event.OF_DELETED_RUN);
            return false;
        }
        String key = Keys.runItem(Keys.requireRun(run), itemId);
        if (inputs.partition(key) == at.partition() || record.headers().lastHeader(ScoringSinks.REROUTED) != null) {
            return true;
        }
        LOG.warnf(
                "%s-%d@%d: its key %s belongs to partition %d; sent on. Write with the key run/item and"
                        + " Kafka's own (murmur2) partitioner",
                at.topic(), at.partition(), at.offset(), key, inputs.partition(key));
        counters.count(Event.REROUTED);
        sinks.reroute(record, topic, key);
        return false;
    }

    /**
     * Punctuations exist only while there is something to do: each one makes Kafka Streams commit a transaction, and
     * an idle service should do nothing.
     */
    private void scheduleWhatIsDue() {
        if (metricsDue == null && (tallies.hasChanges() || sinks.hasUncommitted())) {
            metricsDue = context.schedule(throttle.next(now()), PunctuationType.WALL_CLOCK_TIME, this::publishMetrics);
        }
        if (manifestsDue == null && !withoutManifest.isEmpty()) {
            scheduleManifestLookup(FIRST_MANIFEST_LOOKUP_AFTER);
        }
    }

    private void publishMetrics(long now) {
        metricsDue.cancel();
        metricsDue = null;
        if (throttle.isDue(now)) {
            tallies.publishChanges(now, snapshot -> sinks.metric(verdicts.completed(snapshot)));
            throttle.published(now);
            if (pace.allows(now)) {
                sinks.commit();
            }
            // Else Kafka Streams' own commit came in between and took long; its next one is for this.
        }
        scheduleWhatIsDue();
    }

    private void scheduleManifestLookup(Duration after) {
        manifestsDue = context.schedule(after, PunctuationType.WALL_CLOCK_TIME, now -> {
            manifestsDue.cancel();
            manifestsDue = null;
            failThoseWithManifest(now);
            if (!withoutManifest.isEmpty()) {
                scheduleManifestLookup(Collections.min(List.of(after.multipliedBy(2), MANIFEST_LOOKUP_AT_LEAST_EVERY)));
            }
            scheduleWhatIsDue();
        });
    }

    private void failThoseWithManifest(long now) {
        timestamp = now;
        headers = null;
        withoutManifest.removeIf(run -> {
            Optional<RunManifest> manifest = manifests.manifest(run);
            manifest.ifPresent(known -> ledger.failRemembered(known, now));
            return manifest.isPresent();
        });
    }

    private long now() {
        return context.currentSystemTimeMs();
    }
}
