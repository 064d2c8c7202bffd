package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.metrics.GroupedCounts;
import dev.vlmstream.evaluation.probe.ProbeModel;
import dev.vlmstream.evaluation.run.Choice;
import dev.vlmstream.evaluation.statistics.Calibration;
import dev.vlmstream.evaluation.statistics.ClusteredProportion;
import dev.vlmstream.rest.items.AnswerCount;
import dev.vlmstream.rest.items.ConfusionMatrix;
import dev.vlmstream.rest.items.ConfusionRow;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.scoring.index.RecordFile;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.index.ScoreIndexStore;
import dev.vlmstream.scoring.runs.PairMatrix.ComparedModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one run: sums here, single scores in the index. Written by the thread that follows the topics, read by
 * requests. What has to look at all items is worked out on request, one at a time, and kept as long as few were added.
 */
public final class RunView {
    private final ScoreIndex index;
    private final int number;
    private final Map<String, ModelScores> scores = new TreeMap<>();
    private final Map<String, Map<Integer, MetricSnapshot>> snapshots = new TreeMap<>();
    private final ConfusionLog answers;
    private final NewestScores newest = new NewestScores();
    private final VerdictIndex verdicts;
    private final IncrementalCache<@Nullable ClusteredProportion> clustered = new IncrementalCache<>();
    private final IncrementalCache<@Nullable GroupedCounts> grouped = new IncrementalCache<>();
    private final IncrementalCache<PairMatrix> pairs = new IncrementalCache<>();
    private final IncrementalCache<List<ConfusionRow>> confusions = new IncrementalCache<>();
    private final IncrementalCache<List<AnswerCount>> said = new IncrementalCache<>();
    private final IncrementalCache<ConfusionMatrix> matrices = new IncrementalCache<>();
    private final Set<String> absent = new TreeSet<>();
    private @Nullable RunManifest manifest;
    private long begunAt = Long.MAX_VALUE;
    private long version;

    public RunView(ScoreIndex index) {
        this.index = index;
        this.number = index.newRun();
        this.answers = new ConfusionLog(index::newRecordFile);
        this.verdicts = new VerdictIndex(index.store(), number);
    }

    public synchronized void manifest(RunManifest newest) {
        manifest = newest;
        begunAt = Math.min(begunAt, Math.min(newest.getCreatedAt(), System.currentTimeMillis()));
        answers.classes(newest.getClasses());
        version++;
    }

    /** @param at when it became news, milliseconds since the epoch; 0: as what came before it */
    public synchronized void score(ScoreFacts score, int partition, long offset, long at) {
        scores.computeIfAbsent(score.model(), model -> new ModelScores(model, number, scores.size(), index))
                .add(score, partition, offset);
        answers.add(score);
        newest.add(score.entry(partition, offset), at);
        version++;
    }

    public synchronized void snapshot(MetricSnapshot snapshot) {
        snapshots.computeIfAbsent(snapshot.getModel(), m -> new TreeMap<>()).put(snapshot.getPartition(), snapshot);
        version++;
    }

    public synchronized void verdict(Verdict verdict, int partition, long offset) {
        verdicts.add(verdict, partition, offset);
        version++;
    }

    /** Where the verdicts on one answer lie. */
    public List<Position> verdictsOn(String model, String item) {
        return verdicts.of(model, item);
    }

    /** Who judged a model's answers, and how that agrees with the primary rule, which may lag behind. */
    public VerdictFacts verdictFacts(String model) {
        return verdicts.facts(model, indexed(model), isAllJudged(model), () -> judged(model));
    }

    private synchronized boolean isAllJudged(String model) {
        long answers = total(model, ScoreFilter.RIGHT) + total(model, ScoreFilter.WRONG);
        return isAllIndexed(model)
                && verdicts.count(model) >= answers * manifest.getJudges().size();
    }

    /** A file for whoever works something out, who then deletes it. */
    public RecordFile newRecordFile() {
        return index.newRecordFile();
    }

    /** Removes the run's scores from the index. */
    public synchronized void delete() {
        index.drop(number);
        scores.values().forEach(ModelScores::delete);
        answers.delete();
        scores.clear();
    }

    /** Grows with every change. */
    public synchronized long version() {
        return version;
    }

    /** Empty as long as only results of the run were seen. */
    public synchronized Optional<RunManifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    /**
     * When the run began, milliseconds since the epoch: as its manifest says, but not in the future, where it would stand before all runs
     * that come.
     */
    public synchronized long begunAt() {
        return begunAt;
    }

    /** The models of the manifest in its order, then those that answered although it does not name them. */
    public synchronized Set<String> models() {
        Set<String> models = new LinkedHashSet<>();
        if (manifest != null) {
            models.addAll(manifest.getModels());
        }
        models.addAll(snapshots.keySet());
        models.addAll(scores.keySet());
        return models;
    }

    /** Whether the run continues without a model of it. */
    public synchronized void absence(String model, boolean is) {
        if (is ? absent.add(model) : absent.remove(model)) {
            version++;
        }
    }

    /** The models of the manifest that the run continues without, since no service announced them in time. */
    public synchronized List<String> absent() {
        return manifest == null
                ? List.of()
                : manifest.getModels().stream().filter(absent::contains).toList();
    }

    /** The models whose outcomes the run waits for. */
    public synchronized Set<String> awaited() {
        Set<String> models = new LinkedHashSet<>(manifest == null ? List.of() : manifest.getModels());
        models.removeAll(absent);
        return models;
    }

    /** The newest counts of each partition. */
    public synchronized List<MetricSnapshot> snapshots(String model) {
        return List.copyOf(snapshots.getOrDefault(model, Map.of()).values());
    }

    /** How many scores of a model are in the index. */
    public synchronized long indexed(String model) {
        return scores.containsKey(model) ? scores.get(model).indexed() : 0;
    }

    /** The class likelihoods of a model, if it gave any. */
    public synchronized Optional<LikelihoodLog> likelihoods(String model) {
        return Optional.ofNullable(scores.get(model)).flatMap(ModelScores::likelihoods);
    }

    /** Accuracy by time of a model's judged scores. */
    public synchronized List<TimeSteps.TimedCount> steps(String model) {
        return scores.containsKey(model) ? scores.get(model).steps() : List.of();
    }

    /** Whether something was chosen on the items judged, such as a probe's best epoch, so that the model's number is too high. */
    public boolean isOptimistic(String model) {
        return manifest().orElseThrow().getTags().containsKey(ProbeModel.TAG)
                && ProbeModel.of(model).filter(ProbeModel::isBestEpoch).isPresent();
    }

    /** What the answers are chosen from. */
    public Choice choice() {
        RunManifest of = manifest().orElseThrow();
        return new Choice(of.getClasses(), of.getLabels(), of.getDraw(), of.getSeed());
    }

    /** What the reader makes of the probabilities that a model gave its answers; empty if it gave none. */
    public synchronized <T> Optional<T> reliability(String model, Function<Calibration, T> reader) {
        return Optional.ofNullable(scores.get(model))
                .flatMap(ModelScores::reliability)
                .map(reader);
    }

    /** How many scores have come. */
    public synchronized long arrived() {
        return newest.arrived();
    }

    /**
     * The newest scores, newest first, a bounded number of them.
     *
     * @param seen only those that came after this many
     */
    public synchronized List<ScoreEntry> newest(long seen) {
        return newest.after(seen);
    }

    /** Some score of an item. */
    public Optional<ScoreEntry> anyOf(String item) {
        return of(item, null).stream().findFirst();
    }

    /**
     * The scores of one item in order of model.
     *
     * @param model null: all models
     */
    public List<ScoreEntry> of(String item, @Nullable String model) {
        List<ScoreEntry> found = new ArrayList<>();
        for (ModelScores of : byName(model)) {
            for (ScoreFilter part : ScoreFilter.ALL.parts()) {
                Optional<ScoreIndexStore.Entry> entry = index.store().get(of.list(part), item);
                entry.ifPresent(at -> found.add(new ScoreEntry(item, of.model(), part, at.partition(), at.offset())));
            }
        }
        return found;
    }

    /**
     * Goes through scores in order of item, then model.
     *
     * @param model null: all models
     */
    public EntryCursor scores(@Nullable String model, ScoreFilter filter) {
        return EntryCursor.of(index.store(), byName(model), filter.parts());
    }

    /** A part of the scores that a query finds, in order of item, then model. */
    public ScorePage<ScoreEntry> scores(ItemQuery query, ScorePage.Range range) {
        if (!query.isPlain()) {
            List<ScoreEntry> entries = new ArrayList<>();
            long[] total = {0};
            find(query, entry -> {
                if (range.has(total[0]++)) {
                    entries.add(entry);
                }
            });
            return new ScorePage<>(total[0], entries);
        }
        long total = total(query.model(), query.filter());
        try (EntryCursor cursor = scores(query.model(), query.filter())) {
            long place = 0;
            while (place < range.from() && cursor.advance()) {
                place++;
            }
            return new ScorePage<>(total, cursor.next(range.size()));
        }
    }

    /** Goes through the scores that a query finds, in order of item, then model. */
    public void find(ItemQuery query, Consumer<ScoreEntry> action) {
        Collection<String> models = query.model() == null ? models() : List.of(query.model());
        Set<String> items = query.label() == null && query.said() == null
                ? null
                : answers.items(models, query.label(), query.said());
        boolean together = query.rightBy() != RightBy.ANY;
        try (EntryCursor cursor = together ? scores(null, ScoreFilter.ALL) : scores(query.model(), query.filter())) {
            List<ScoreEntry> scores = new ArrayList<>();
            while (cursor.advance()) {
                ScoreEntry entry = cursor.entry();
                if (!scores.isEmpty() && !scores.get(0).item().equals(entry.item())) {
                    accepted(query, scores, items, action);
                    scores.clear();
                }
                scores.add(entry);
            }
            accepted(query, scores, items, action);
        }
    }

    /** @param scores of one item */
    private static void accepted(
            ItemQuery query, List<ScoreEntry> scores, @Nullable Set<String> items, Consumer<ScoreEntry> action) {
        if (query.rightBy().accepts(scores)) {
            scores.stream()
                    .filter(query::accepts)
                    .filter(entry -> items == null || items.contains(entry.item()))
                    .forEach(action);
        }
    }

    private synchronized long total(@Nullable String model, ScoreFilter filter) {
        return byName(model).stream().mapToLong(of -> of.count(filter)).sum();
    }

    private synchronized List<ModelScores> byName(@Nullable String model) {
        return model == null
                ? List.copyOf(scores.values())
                : Optional.ofNullable(scores.get(model)).stream().toList();
    }

    public EntryCursor judged(String model) {
        return EntryCursor.of(index.store(), byName(model), ScoreFilter.JUDGED);
    }

    /** A part of a model's scores at items that it got right and another did not, or the other way round, in order of item. */
    public ScorePage<ScoreEntry> differing(String model, String other, ScoreFilter filter, ScorePage.Range range) {
        List<ScoreEntry> found = new ArrayList<>();
        long[] total = {0};
        List<ScoreFilter> parts =
                filter.parts().stream().filter(ScoreFilter::isJudged).toList();
        try (EntryCursor own = EntryCursor.of(index.store(), byName(model), parts);
                EntryCursor others = judged(other)) {
            EntryCursor.join(own, others, () -> {
                if (own.isRight() != others.isRight() && range.has(total[0]++)) {
                    found.add(own.entry());
                }
            });
        }
        return new ScorePage<>(total[0], found);
    }

    /** The pairs of classes that a model confused most often. */
    public List<ConfusionRow> confusions(String model, int most) {
        return confusions.get(model + '\0' + most, indexed(model), isAllIndexed(model), () -> answers.top(model, most));
    }

    /** What a model answered, most often first, whatever was shown. */
    public List<AnswerCount> answers(String model, int most) {
        return said.get(model + '\0' + most, indexed(model), isAllIndexed(model), () -> answers.answers(model, most));
    }

    /**
     * Which class a model answered for which.
     *
     * @param near only the classes that are grouped with this one; null: all
     */
    public ConfusionMatrix matrix(String model, @Nullable String near) {
        String key = near == null ? model : model + '\0' + near;
        return matrices.get(key, indexed(model), isAllIndexed(model), () -> answers.matrix(model, near));
    }

    /** What a model answered for one class, the right answer included. */
    public List<ConfusionRow> answersFor(String model, String label) {
        return answers.of(model, label);
    }

    /** All pairs of the run's models on the items that both answered; may lag behind while a run is running. */
    public PairMatrix pairs() {
        Set<String> models = models();
        long all = models.stream().mapToLong(this::indexed).sum();
        boolean complete = models.stream().allMatch(this::isAllIndexed);
        return pairs.get(
                String.join("\0", models),
                all,
                complete,
                () -> PairMatrix.of(models.stream()
                        .map(model -> new ComparedModel(this, model))
                        .toList()));
    }

    /** The judged items of a model; empty as long as there are none. */
    public synchronized Optional<JudgedLog> judgedLog(String model) {
        return Optional.ofNullable(scores.get(model)).map(ModelScores::judged);
    }

    /** Items of a model by image; null where no two items have one image. May lag behind while a run is running. */
    public @Nullable ClusteredProportion clustered(String model) {
        return clustered.get(
                model,
                indexed(model),
                isAllIndexed(model),
                () -> judgedLog(model).map(JudgedLog::clustered).orElse(null));
    }

    /** Numbers by category and by group; null where items have neither. May lag behind while a run is running. */
    public @Nullable GroupedCounts grouped(String model) {
        boolean all = isAllIndexed(model);
        // Of groups whose size is not known the end of the run makes results, without another item.
        return grouped.get(
                model + (all ? "\0all" : "\0"),
                indexed(model),
                all,
                () -> groupLog(model).map(log -> log.counts(all)).orElse(null));
    }

    private synchronized Optional<GroupLog> groupLog(String model) {
        return Optional.ofNullable(scores.get(model)).flatMap(ModelScores::groups);
    }

    /** Whether as many scores of a model can be read as the run has items. */
    public synchronized boolean isAllIndexed(String model) {
        Long items = manifest == null ? null : manifest.getItems();
        return items != null && items > 0 && indexed(model) >= items;
    }
}
