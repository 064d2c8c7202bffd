package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GradeMoments;
import dev.vlmstream.evaluation.rules.TopK;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the view keeps or counts of a score.
 *
 * @param right under the primary rule
 * @param rightByMean class likelihood: by the mean over the name's tokens
 * @param grade under the primary rule, where that gives part credit; else null
 * @param parsed what a parser made of the answer; null: nothing
 * @param image the image's SHA-256; null: there is none
 * @param at when the prediction was made, milliseconds since the epoch; 0: there was none
 * @param text what the model wrote; null: it did not
 * @param first the best class of its ranking; null: there is none
 * @param confidence the probability that it gave its answer; null: none
 * @param likelihoods of the classes, as they travel; null: there are none
 * @param membership the items it is counted with
 */
public record ScoreFacts(
        String run,
        String item,
        String model,
        String task,
        Status status,
        @Nullable String label,
        boolean right,
        boolean rightByMean,
        @Nullable Double grade,
        @Nullable String parsed,
        @Nullable String image,
        long at,
        @Nullable String text,
        @Nullable String first,
        @Nullable Double confidence,
        @Nullable ByteBuffer likelihoods,
        Membership membership) {

    /**
     * What items a score is counted with.
     *
     * @param category null: it has none
     * @param group null: it belongs to none
     * @param grouping what the group's items are to each other; null: not said
     * @param groupSize how many they are; null: not said
     * @param rules by id, whether it is right under them
     */
    record Membership(
            @Nullable String category,
            @Nullable String group,
            @Nullable String grouping,
            @Nullable Integer groupSize,
            Map<String, Boolean> rules) {
        static final Membership NONE = new Membership(null, null, null, null, Map.of());

        static Membership of(
                @Nullable String category,
                @Nullable String group,
                @Nullable String grouping,
                @Nullable Integer groupSize,
                Map<String, Boolean> rules) {
            return category == null && group == null
                    ? NONE
                    : new Membership(category, group, grouping, groupSize, Map.copyOf(rules));
        }
    }

    public static ScoreFacts of(Score score) {
        Builder facts = new Builder();
        facts.run = score.getRun();
        facts.item = score.getItemId();
        facts.model = score.getModel();
        facts.task = score.getTask();
        facts.status = score.getStatus();
        facts.label = score.getLabel();
        facts.rules = score.getRules();
        facts.grades = score.getGrades();
        facts.primaryRule = score.getPrimaryRule();
        facts.parsed = score.getParsed();
        facts.image = score.getImageSha256();
        facts.category = score.getCategory();
        facts.group = score.getGroup();
        facts.grouping = score.getGrouping();
        facts.groupSize = score.getGroupSize();
        Prediction prediction = score.getPrediction();
        if (prediction != null) {
            facts.at = prediction.getPredictedAt();
            facts.text = prediction.getText();
            facts.first = prediction.getRanking().isEmpty()
                    ? null
                    : prediction.getRanking().get(0).getName();
            facts.confidence = prediction.getConfidence();
            facts.likelihoods = prediction.getLikelihoods() == null
                    ? null
                    : prediction.getLikelihoods().getSums();
        }
        return facts.build();
    }

    /** What they are made of, as a score has it, by name. */
    static final class Builder {
        String run;
        String item;
        String model;
        String task;
        Status status;

        @Nullable
        String label;

        Map<String, Boolean> rules = new HashMap<>();
        Map<String, Double> grades = new HashMap<>();

        @Nullable
        String primaryRule;

        @Nullable
        String parsed;

        @Nullable
        String image;

        long at;

        @Nullable
        String text;

        @Nullable
        String first;

        @Nullable
        Double confidence;

        @Nullable
        ByteBuffer likelihoods;

        @Nullable
        String category;

        @Nullable
        String group;

        @Nullable
        String grouping;

        @Nullable
        Integer groupSize;

        ScoreFacts build() {
            return new ScoreFacts(
                    run,
                    item,
                    model,
                    task,
                    status,
                    label,
                    Boolean.TRUE.equals(rules.get(primaryRule)),
                    Boolean.TRUE.equals(rules.get(TopK.LIKELIHOOD_MEAN.id())),
                    grades.get(primaryRule),
                    parsed,
                    image,
                    at,
                    text,
                    first,
                    confidence,
                    likelihoods,
                    Membership.of(category, group, grouping, groupSize, rules));
        }
    }

    /** Itself as the index refers to it. */
    ScoreEntry entry(int partition, long offset) {
        return new ScoreEntry(item, model, ScoreFilter.of(status, right), partition, offset);
    }

    /** Whether the rules judged it: in every rule's n. */
    boolean isJudged() {
        return status == Status.ANSWERED || status == Status.UNPARSED;
    }

    /** The grade in billionths; of what is right a whole one, of what is wrong 0. */
    int billionths() {
        return grade == null ? right ? GradeMoments.WHOLE : 0 : GradeMoments.billionths(grade);
    }

    /** Itself as a count, to be added to others. */
    CorrectCount count() {
        return grade == null ? CorrectCount.NONE.add(right) : CorrectCount.NONE.addGrade(billionths());
    }
}
