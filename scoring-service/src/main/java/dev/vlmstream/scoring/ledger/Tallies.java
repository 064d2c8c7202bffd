package dev.vlmstream.scoring.ledger;

import dev.vlmstream.evaluation.metrics.GradeMoments;
import dev.vlmstream.schemas.GradeSum;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.scoring.ledger.ItemOutcome.Stage;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The counts of a partition, and which of them changed since they were last published. */
public final class Tallies {
    private final int partition;
    private final Map<Key, RunningTally> tallies = new HashMap<>();
    private final Map<Key, RunningTally> changed = new LinkedHashMap<>();

    public Tallies(int partition) {
        this.partition = partition;
    }

    int partition() {
        return partition;
    }

    /** Counts an outcome; one that still waits does not count. */
    void add(String run, OutcomeProfile profile, ItemOutcome outcome, @Nullable String label) {
        if (outcome.stage() == Stage.WAITING) {
            return;
        }
        Key key = new Key(run, profile.model());
        RunningTally tally = tallies.computeIfAbsent(key, k -> new RunningTally(run, profile.model()));
        tally.add(profile, outcome, label);
        changed.put(key, tally);
    }

    /** Other counts that are published with a model's have changed. */
    public void changed(String run, String model) {
        Key key = new Key(run, model);
        RunningTally tally = tallies.get(key);
        // What has no counts yet is published with the first of them.
        if (tally != null) {
            changed.put(key, tally);
        }
    }

    public boolean hasChanges() {
        return !changed.isEmpty();
    }

    public void publishChanges(long now, Consumer<MetricSnapshot> to) {
        changed.values().forEach(tally -> to.accept(tally.snapshot(partition, now)));
        changed.clear();
    }

    /** Drops the counts of a run, and reports each model that had some. */
    void forget(String run, Consumer<String> models) {
        tallies.keySet().removeIf(key -> {
            boolean gone = key.run().equals(run);
            if (gone) {
                models.accept(key.model());
                changed.remove(key);
            }
            return gone;
        });
    }

    /** Whose counts. */
    record Key(String run, String model) {}

    /** The counts of one model in one run and partition. Mutable: at tens of thousands of predictions a second, copies cost. */
    static final class RunningTally {
        private final String run;
        private final String model;
        private final EnumMap<Stage, Long> stages = new EnumMap<>(Stage.class);
        private final Map<String, Count> rules = new HashMap<>();
        private final Map<String, Count> classes = new HashMap<>();
        private final long[] sums = new long[ItemSum.values().length];
        private final Set<String> dtypes = new TreeSet<>();
        private @Nullable OutcomeProfile profile;
        private long firstAt;
        private long lastAt;

        RunningTally(String run, String model) {
            this.run = run;
            this.model = model;
        }

        void add(OutcomeProfile of, ItemOutcome outcome, @Nullable String label) {
            // A dead letter knows less of a model than its predictions do.
            if (profile == null || !of.digest().isEmpty()) {
                profile = of;
            }
            if (!of.dtype().isEmpty()) {
                dtypes.add(of.dtype());
            }
            stages.merge(outcome.stage(), 1L, Long::sum);
            if (outcome.stage().isJudged()) {
                addJudged(of, outcome, label);
            }
            for (int sum = 0; sum < outcome.sums().size(); sum++) {
                sums[sum] += outcome.sums().get(sum);
            }
            addTime(outcome.at());
        }

        private void addJudged(OutcomeProfile of, ItemOutcome outcome, String label) {
            int grade = 0;
            for (int rule = 0; rule < of.rules().size(); rule++) {
                Count count = rules.computeIfAbsent(of.rules().get(rule), r -> new Count());
                count.add(outcome.isRight(rule));
                if (of.isGraded(rule)) {
                    count.addGrade(outcome.grades().get(grade++));
                }
            }
            if (of.hasClasses()) {
                classes.computeIfAbsent(label, l -> new Count()).add(outcome.isRight(0));
            }
        }

        private void addTime(long at) {
            if (at > 0) {
                firstAt = firstAt == 0 ? at : Math.min(firstAt, at);
                lastAt = Math.max(lastAt, at);
            }
        }

        MetricSnapshot snapshot(int partition, long now) {
            return MetricSnapshot.newBuilder()
                    .setRun(run)
                    .setModel(model)
                    .setModelDigest(profile.digest())
                    .setDtypes(List.copyOf(dtypes))
                    .setTask(profile.task())
                    .setPartition(partition)
                    .setAnswered(count(Stage.ANSWERED))
                    .setUnparsed(count(Stage.UNPARSED))
                    .setRefused(count(Stage.REFUSED))
                    .setFailed(count(Stage.FAILED))
                    .setRules(counts(rules))
                    .setPrimaryRule(profile.primaryRule())
                    .setClasses(counts(classes))
                    .setVerdicts(new HashMap<>())
                    .setSums(ItemSum.byId(sums))
                    .setFirstAt(firstAt)
                    .setLastAt(lastAt)
                    .setUpdatedAt(now)
                    .build();
        }

        private long count(Stage stage) {
            return stages.getOrDefault(stage, 0L);
        }

        private static Map<String, RuleCount> counts(Map<String, Count> counts) {
            Map<String, RuleCount> copies = new HashMap<>();
            counts.forEach((name, count) -> copies.put(name, count.copy()));
            return copies;
        }

        private static final class Count {
            private long n;
            private long correct;
            private @Nullable GradeMoments grades;

            void add(boolean right) {
                n++;
                correct += right ? 1 : 0;
            }

            void addGrade(int grade) {
                grades = (grades == null ? GradeMoments.NONE : grades).add(grade);
            }

            RuleCount copy() {
                return new RuleCount(n, correct, grades == null ? null : new GradeSum(grades.sum(), grades.squares()));
            }
        }
    }
}
