package dev.vlmstream.scoring.readmodel;

import dev.vlmstream.rest.AnnouncedModel;
import dev.vlmstream.rest.ModelColour;
import dev.vlmstream.schemas.Absence;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.Waiting;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.ModelLease;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.scoring.index.IndexException;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.runs.Position;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.scoring.runs.ScoreFacts;
import dev.vlmstream.scoring.runs.ScoreFactsReader;
import dev.vlmstream.scoring.topology.SafeDecoding;
import dev.vlmstream.scoring.topology.ScoringTopology.ManifestLookup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Everything that requests are answered from, kept up to date by the {@link TopicFollower}. */
public final class ReadModel implements ManifestLookup {
    private static final Logger LOG = Logger.getLogger(ReadModel.class);
    private static final Comparator<Begun> NEWEST_FIRST = Comparator.comparingLong(Begun::at)
            .reversed()
            .thenComparing(begun -> begun.manifest().getRun());

    private final Wire<RunManifest> manifests = Wire.of(RunManifest.class);
    private final Wire<Verdict> verdicts = Wire.of(Verdict.class);
    private final ScoreFactsReader scores = new ScoreFactsReader();
    private final Wire<MetricSnapshot> snapshots = Wire.of(MetricSnapshot.class);
    private final Wire<ModelAnnouncement> announcements = Wire.of(ModelAnnouncement.class);
    private final Wire<Waiting> waits = Wire.of(Waiting.class);
    private final Wire<Absence> absences = Wire.of(Absence.class);
    private final Wire<DeadLetter> deadLetters = Wire.of(DeadLetter.class);

    private final ScoreIndex index;
    private final Map<String, RunView> runs = new ConcurrentHashMap<>();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final Map<String, ModelLease> models = new ConcurrentSkipListMap<>();
    /** The runs that records wait for, by the record; empty for one that names none. */
    private final Map<String, String> waiting = new ConcurrentHashMap<>();

    private final ModelColours colours = new ModelColours();
    private final DeadLetterIndex letters;
    private final DatasetGenerations generations = new DatasetGenerations();
    private final LongAdder leftOut = new LongAdder();
    private volatile boolean live;

    /** @param index empty */
    public ReadModel(ScoreIndex index) {
        this.index = index;
        this.letters = new DeadLetterIndex(index);
    }

    /**
     * Takes a record in. One that cannot be read is left out, and counted: what the topology could not read, it has reported.
     *
     * @throws IndexException if the index cannot be written; it then lacks the record, or a part of it
     * @throws KafkaException if a schema registry does not answer: the record may be read later
     */
    void accept(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            remove(topic, record.key());
            return;
        }
        try {
            switch (topic) {
                case RUNS -> accept(SafeDecoding.decode(() -> manifests.decode(record.value())));
                case SCORES -> accept(SafeDecoding.decode(() -> scores.read(record.value())), record);
                case VERDICTS -> accept(SafeDecoding.decode(() -> verdicts.decode(record.value())), record);
                case METRICS -> accept(SafeDecoding.decode(() -> snapshots.decode(record.value())));
                case WAITING -> accept(SafeDecoding.decode(() -> waits.decode(record.value())), text(record.key()));
                case ABSENCES -> accept(SafeDecoding.decode(() -> absences.decode(record.value())));
                case MODELS -> accept(SafeDecoding.decode(() -> announcements.decode(record.value())), record);
                case DEAD_LETTERS -> accept(SafeDecoding.decode(() -> deadLetters.decode(record.value())), record);
                case WIKIQA_MAKINGS, WIKIQA_WRITTEN, WIKIQA_ANSWERED -> generations.accept(topic, record.value());
                default -> throw new IllegalArgumentException("the read model has no place for " + topic);
            }
        } catch (IndexException | KafkaException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            leftOut.increment();
            String reason = e instanceof WireException ? e.getMessage() : e.toString();
            LOG.warnf("%s-%d@%d left out: %s", record.topic(), record.partition(), record.offset(), reason);
        }
    }

    /** All that was there at the start was taken in: what comes now has just been written, whatever its writer's clock says. */
    void live() {
        live = true;
    }

    /** When something happened: by its writer's clock as long as that is all there is to go by, but never in the future. */
    private long when(long said) {
        long now = System.currentTimeMillis();
        return live ? now : Math.min(said, now);
    }

    /** How many records could not be read, or meant nothing. */
    public long leftOut() {
        return leftOut.sum();
    }

    private void accept(RunManifest manifest) {
        if (Deletions.isDeleted(manifest)) {
            delete(manifest.getRun());
        } else {
            view(manifest.getRun()).ifPresent(view -> view.manifest(manifest));
            colours.changed();
        }
    }

    /** The logs keep what they hold of the run, and it may be read before or after this. */
    private void delete(String run) {
        deleted.add(run);
        Optional.ofNullable(runs.remove(run)).ifPresent(RunView::delete);
        colours.changed();
        letters.delete(run);
    }

    private void accept(ScoreFacts score, ConsumerRecord<byte[], byte[]> record) {
        view(score.run()).ifPresent(view -> view.score(score, record.partition(), record.offset(), when(score.at())));
    }

    private void accept(Verdict verdict, ConsumerRecord<byte[], byte[]> record) {
        view(verdict.getRun()).ifPresent(view -> view.verdict(verdict, record.partition(), record.offset()));
    }

    private void accept(MetricSnapshot snapshot) {
        view(snapshot.getRun()).ifPresent(view -> view.snapshot(snapshot));
    }

    private void accept(Waiting waits, String key) {
        waiting.put(key, waits.getRun() == null ? "" : waits.getRun());
    }

    private void accept(Absence absence) {
        view(absence.getRun()).ifPresent(view -> view.absence(absence.getModel(), true));
    }

    /** Of compacted topics, a tombstone. */
    private void remove(Topic topic, byte @Nullable [] key) {
        if (topic == Topic.WAITING) {
            waiting.remove(text(key));
        } else if (topic == Topic.ABSENCES) {
            String[] runAndModel = text(key).split("/", 2);
            if (runAndModel.length == 2) {
                view(runAndModel[0]).ifPresent(view -> view.absence(runAndModel[1], false));
            }
        }
    }

    private static String text(byte @Nullable [] key) {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    /** How many records wait for the manifests of which runs; of none that is named: an empty name. */
    public Map<String, Long> waiting() {
        return waiting.values().stream()
                .collect(Collectors.groupingBy(run -> run, TreeMap::new, Collectors.counting()));
    }

    /** The models that runs wait for although no service has ever announced them, by run. */
    public Map<String, List<String>> lateModels() {
        Map<String, List<String>> late = new TreeMap<>();
        runs.forEach((run, view) -> {
            List<String> models = view.awaited().stream()
                    .filter(model -> !this.models.containsKey(model)
                            && view.snapshots(model).isEmpty())
                    .toList();
            if (!models.isEmpty()) {
                late.put(run, models);
            }
        });
        return late;
    }

    /** Why models' servers are unavailable, a sentence each. */
    public List<String> modelTroubles() {
        return models.values().stream()
                .map(ModelLease::trouble)
                .filter(trouble -> !trouble.isEmpty())
                .sorted()
                .toList();
    }

    private void accept(ModelAnnouncement announcement, ConsumerRecord<byte[], byte[]> record) {
        ModelLease lease = live ? ModelLease.renewed(record, announcement) : ModelLease.found(record, announcement);
        if (models.put(announcement.getModel(), lease) == null) {
            colours.changed();
        }
    }

    private void accept(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        String run = letter.getRun();
        if (run == null || !deleted.contains(run)) {
            letters.add(Keys.isRun(run) ? run : null, record.partition(), record.offset());
        }
    }

    /** Empty for a run that was deleted. */
    private Optional<RunView> view(String run) {
        return deleted.contains(run)
                ? Optional.empty()
                : Optional.of(runs.computeIfAbsent(run, r -> new RunView(index)));
    }

    @Override
    public Optional<RunManifest> manifest(String run) {
        return run(run).flatMap(RunView::manifest);
    }

    /** A run whose manifest is known. */
    public Optional<RunView> run(String run) {
        return Optional.ofNullable(runs.get(run)).filter(view -> view.manifest().isPresent());
    }

    /** The manifests of all runs, newest first. */
    public List<RunManifest> manifests() {
        List<Begun> known = new ArrayList<>();
        runs.values()
                .forEach(view -> view.manifest().ifPresent(manifest -> known.add(new Begun(manifest, view.begunAt()))));
        known.sort(NEWEST_FIRST);
        return known.stream().map(Begun::manifest).toList();
    }

    private record Begun(RunManifest manifest, long at) {}

    /** The bundles that some service answers for, by name. */
    public List<AnnouncedModel> models() {
        return models.values().stream().map(ModelLease::model).toList();
    }

    /** The colours of all models that a run names or a service has announced, by name. */
    public List<ModelColour> colours() {
        return colours.of(this::manifests, models::keySet);
    }

    /** The datasets that are being made. */
    public DatasetGenerations generations() {
        return generations;
    }

    /**
     * Where dead letters lie, the oldest first.
     *
     * @param run null: of all runs and of none
     */
    public List<Position> deadLetters(@Nullable String run, long from, int size) {
        return letters.page(run, from, size);
    }
}
