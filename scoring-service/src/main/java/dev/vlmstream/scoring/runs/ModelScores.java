package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.statistics.Calibration;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.index.ScoreIndexStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is kept of one model's scores in one run: sums here, items on disk. Guarded by its run. */
final class ModelScores {
    private final String model;
    private final int run;
    private final int number;
    private final ScoreIndex index;
    private final long[] counts = new long[ScoreFilter.values().length];
    private final JudgedLog judged;
    private final TimeSteps steps = new TimeSteps();
    private @Nullable LikelihoodLog likelihoods;
    private @Nullable GroupLog groups;
    private @Nullable Calibration reliability;
    private long indexed;

    /** @param number of the model within the run */
    ModelScores(String model, int run, int number, ScoreIndex index) {
        this.model = model;
        this.run = run;
        this.number = number;
        this.index = index;
        this.judged = new JudgedLog(index.newRecordFile());
    }

    void add(ScoreFacts score, int partition, long offset) {
        ScoreFilter part = ScoreFilter.of(score.status(), score.right());
        index.store().put(list(part), new ScoreIndexStore.Entry(score.item(), partition, offset));
        counts[part.ordinal()]++;
        indexed++;
        if (score.isJudged()) {
            judged.add(score);
            steps.add(score.at(), score.count());
        }
        if (score.likelihoods() != null) {
            if (likelihoods == null) {
                likelihoods = new LikelihoodLog(index.newRecordFile());
            }
            likelihoods.add(score);
        }
        if (score.membership() != ScoreFacts.Membership.NONE) {
            if (groups == null) {
                groups = new GroupLog(index::newRecordFile);
            }
            groups.add(score);
        }
        addConfidence(score);
    }

    private void addConfidence(ScoreFacts score) {
        Double confidence = score.confidence();
        // Whoever writes predictions from outside may have another idea of a probability.
        if (score.status() == Status.ANSWERED && confidence != null && confidence >= 0 && confidence <= 1) {
            if (reliability == null) {
                reliability = new Calibration(Calibration.USUAL_BINS);
            }
            reliability.add(confidence, score.right());
        }
    }

    String model() {
        return model;
    }

    /** The list of what one of the filters that exclude one another accepts. */
    ScoreIndexStore.Name list(ScoreFilter part) {
        return new ScoreIndexStore.Name(run, number, part.ordinal());
    }

    long count(ScoreFilter filter) {
        return filter.parts().stream().mapToLong(part -> counts[part.ordinal()]).sum();
    }

    long indexed() {
        return indexed;
    }

    JudgedLog judged() {
        return judged;
    }

    List<TimeSteps.TimedCount> steps() {
        return steps.steps();
    }

    Optional<LikelihoodLog> likelihoods() {
        return Optional.ofNullable(likelihoods);
    }

    /** The probabilities that the model gave its answers; empty if it gave none. */
    Optional<Calibration> reliability() {
        return Optional.ofNullable(reliability);
    }

    Optional<GroupLog> groups() {
        return Optional.ofNullable(groups);
    }

    void delete() {
        judged.delete();
        if (groups != null) {
            groups.delete();
        }
        if (likelihoods != null) {
            likelihoods.delete();
        }
    }
}
