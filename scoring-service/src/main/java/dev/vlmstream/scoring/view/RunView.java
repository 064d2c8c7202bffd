package dev.vlmstream.scoring.view;

import dev.vlmstream.evaluation.metrics.GradeSum;
import dev.vlmstream.evaluation.statistics.ClusteredProportion;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All that is known of one run. Written by the feed's thread, read by requests. */
public final class RunView {
    /** Clusters are counted anew when the number of scores has grown by a part in so many. */
    private static final int CLUSTERED_GROWTH = 50;

    private final Map<String, List<ScoreEntry>> scores = new TreeMap<>();
    private final Map<String, ScoreEntry> anyByItem = new HashMap<>();
    private final Map<String, Map<Integer, MetricSnapshot>> snapshots = new TreeMap<>();
    private final Map<String, LikelihoodBook> likelihoods = new HashMap<>();
    private final Set<String> graded = new HashSet<>();
    private final SaidBook said = new SaidBook();
    private final VerdictIndex verdicts = new VerdictIndex();
    private final Map<String, Integer> images = new HashMap<>();
    private final Map<String, ClusteredProportion> clustered = new HashMap<>();
    private final Map<String, Long> clusteredAt = new HashMap<>();
    private final Map<String, Resampling> resampled = new HashMap<>();
    private final ReliabilityBook reliability = new ReliabilityBook();
    private int imageless;
    private RunManifest manifest;
    private long version;

    synchronized void manifest(RunManifest newest) {
        manifest = newest;
        said.classes(newest.getClasses());
        version++;
    }

    synchronized void score(Score score, int partition, long offset) {
        ScoreEntry known = anyByItem.get(score.getItemId());
        // One string for an item, however many models answered it.
        String item = known == null ? score.getItemId() : known.item();
        String model = score.getModel().intern();
        Double grade = score.getGrades().get(score.getPrimaryRule());
        if (grade != null) {
            graded.add(model);
        }
        long at = score.getPrediction() == null ? 0 : score.getPrediction().getPredictedAt();
        String sha = score.getImageSha256();
        int image = sha == null ? -1 : images.computeIfAbsent(sha, s -> images.size());
        ScoreEntry entry =
                new ScoreEntry(item, model, partition, offset, score.getStatus(), grade(score, grade), at, image);
        said.add(score);
        reliability.add(score, entry.right());
        if (anyByItem.putIfAbsent(item, entry) == null && sha == null) {
            imageless++;
        }
        scores.computeIfAbsent(model, m -> new ArrayList<>()).add(entry);
        if (score.getPrediction() != null && score.getPrediction().getLikelihoods() != null) {
            likelihoods.computeIfAbsent(model, m -> new LikelihoodBook()).add(score);
        }
        version++;
    }

    private static int grade(Score score, Double grade) {
        boolean right = Boolean.TRUE.equals(score.getRules().get(score.getPrimaryRule()));
        return grade == null ? right ? GradeSum.WHOLE : 0 : GradeSum.billionths(grade);
    }

    /** Whether the model's primary rule gives part credit. */
    synchronized boolean isGraded(String model) {
        return graded.contains(model);
    }

    synchronized void snapshot(MetricSnapshot snapshot) {
        snapshots.computeIfAbsent(snapshot.getModel(), m -> new TreeMap<>()).put(snapshot.getPartition(), snapshot);
        version++;
    }

    synchronized void verdict(Verdict verdict, int partition, long offset) {
        verdicts.add(verdict, partition, offset);
        version++;
    }

    /** What judges said. */
    VerdictIndex verdicts() {
        return verdicts;
    }

    /** Grows with every change. */
    public synchronized long version() {
        return version;
    }

    /** Empty as long as only results of the run were seen. */
    public synchronized Optional<RunManifest> manifest() {
        return Optional.ofNullable(manifest);
    }

    /** The models of the manifest in its order, then those that answered without being asked. */
    public synchronized Set<String> models() {
        Set<String> models = new LinkedHashSet<>();
        if (manifest != null) {
            models.addAll(manifest.getModels());
        }
        models.addAll(snapshots.keySet());
        models.addAll(scores.keySet());
        return models;
    }

    /** The newest counts of each partition. */
    public synchronized List<MetricSnapshot> snapshots(String model) {
        return List.copyOf(snapshots.getOrDefault(model, Map.of()).values());
    }

    /** How many scores of a model are in the index. */
    public synchronized long indexed(String model) {
        return scores.getOrDefault(model, List.of()).size();
    }

    /** The class likelihoods of a model, if it gave any. */
    synchronized Optional<LikelihoodBook> likelihoods(String model) {
        return Optional.ofNullable(likelihoods.get(model));
    }

    /** A model's figures by resampling. */
    synchronized Resampling resampling(String model) {
        return resampled.computeIfAbsent(model, m -> new Resampling());
    }

    /** Whether a model is right as often as its probabilities say, if it gave any. */
    synchronized Optional<Reliability> reliability(String model) {
        return reliability.of(model);
    }

    /** Some score of an item. */
    public synchronized Optional<ScoreEntry> anyOf(String item) {
        return Optional.ofNullable(anyByItem.get(item));
    }

    /**
     * Scores in order of item, then model.
     *
     * @param model null: all models
     */
    public List<ScoreEntry> scores(String model, ScoreFilter filter) {
        List<ScoreEntry> found = collect(model, filter);
        found.sort(ScoreEntry.ORDER);
        return found;
    }

    /**
     * The scores of one item in order of model.
     *
     * @param model null: all models
     */
    public List<ScoreEntry> of(String item, String model) {
        List<ScoreEntry> found = collect(model, ScoreFilter.ALL);
        found.removeIf(entry -> !entry.item().equals(item));
        found.sort(ScoreEntry.ORDER);
        return found;
    }

    /** The pairs of classes that a model confused most often. */
    public synchronized List<ConfusionRow> confusions(String model, int most) {
        return said.top(model, most);
    }

    /** What a model said for one class, the right answer included. */
    public synchronized List<ConfusionRow> saidFor(String model, String label) {
        return said.of(model, label);
    }

    /** The scores of a model at items that it got right and another did not, or the other way round, in order of item. */
    public List<ScoreEntry> differing(String model, String other, ScoreFilter filter) {
        Map<String, Boolean> right = new HashMap<>();
        judged(other).forEach(entry -> right.put(entry.item(), entry.right()));
        List<ScoreEntry> found = judged(model);
        found.removeIf(entry ->
                !filter.accepts(entry) || right.get(entry.item()) == null || right.get(entry.item()) == entry.right());
        found.sort(ScoreEntry.ORDER);
        return found;
    }

    private boolean stale(long counted, long indexed) {
        boolean all = manifest != null && manifest.getItems() != null && indexed >= manifest.getItems();
        return indexed - counted > (all ? 0 : counted / CLUSTERED_GROWTH);
    }

    /** Items of a model by image; null where no two items have one image. May lag behind while a run goes on. */
    ClusteredProportion clustered(String model) {
        long known;
        synchronized (this) {
            if (images.size() + imageless == anyByItem.size()) {
                return null;
            }
            known = clusteredAt.getOrDefault(model, 0L);
            if (clustered.containsKey(model) && !stale(known, indexed(model))) {
                return clustered.get(model);
            }
            clusteredAt.put(model, indexed(model));
        }
        ClusteredProportion now = Honest.clustered(judged(model), isGraded(model));
        synchronized (this) {
            clustered.put(model, now);
        }
        return now;
    }

    /** The judged scores of a model. */
    List<ScoreEntry> judged(String model) {
        List<ScoreEntry> judged = collect(model, ScoreFilter.ALL);
        judged.removeIf(entry -> !entry.isJudged());
        return judged;
    }

    /** The judged scores of a model in the order in which they were predicted. */
    List<ScoreEntry> judgedByTime(String model) {
        List<ScoreEntry> judged = judged(model);
        judged.sort(Comparator.comparingLong(ScoreEntry::at));
        return judged;
    }

    private synchronized List<ScoreEntry> collect(String model, ScoreFilter filter) {
        Collection<List<ScoreEntry>> lists =
                model == null ? scores.values() : List.of(scores.getOrDefault(model, List.of()));
        List<ScoreEntry> found = new ArrayList<>();
        for (List<ScoreEntry> list : lists) {
            for (ScoreEntry entry : list) {
                if (filter.accepts(entry)) {
                    found.add(entry);
                }
            }
        }
        return found;
    }
}
