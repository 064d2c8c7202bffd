package dev.vlmstream.scoring.runs;

import dev.vlmstream.scoring.index.Lists;
import dev.vlmstream.scoring.index.ScoreIndex;
import java.util.List;
import java.util.Optional;

/** What is kept of one model's scores in one run: sums here, items on disk. Guarded by its run. */
final class ModelScores {
    private final String model;
    private final int run;
    private final int number;
    private final ScoreIndex index;
    private final long[] counts = new long[ScoreFilter.values().length];
    private final JudgedLog judged;
    private final TimeSteps steps = new TimeSteps();
    private LikelihoodBook likelihoods;
    private long indexed;

    /** @param number of the model within the run */
    ModelScores(String model, int run, int number, ScoreIndex index) {
        this.model = model;
        this.run = run;
        this.number = number;
        this.index = index;
        this.judged = new JudgedLog(index.newLog());
    }

    void add(ScoreFacts score, int partition, long offset) {
        ScoreFilter part = ScoreFilter.of(score.status(), score.right());
        index.lists().put(list(part), new Lists.Entry(score.item(), partition, offset));
        counts[part.ordinal()]++;
        indexed++;
        if (score.isJudged()) {
            judged.add(score);
            steps.add(score.at(), score.count());
        }
        if (score.likelihoods() != null) {
            if (likelihoods == null) {
                likelihoods = new LikelihoodBook(index.newLog());
            }
            likelihoods.add(score);
        }
    }

    String model() {
        return model;
    }

    /** The list of what one of the filters that exclude one another accepts. */
    Lists.Name list(ScoreFilter part) {
        return new Lists.Name(run, number, part.ordinal());
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

    List<TimeSteps.At> steps() {
        return steps.steps();
    }

    Optional<LikelihoodBook> likelihoods() {
        return Optional.ofNullable(likelihoods);
    }

    void delete() {
        judged.delete();
        if (likelihoods != null) {
            likelihoods.delete();
        }
    }
}
