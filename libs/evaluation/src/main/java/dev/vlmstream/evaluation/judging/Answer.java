package dev.vlmstream.evaluation.judging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one model answered to one item.
 *
 * @param text the generated text; null where the answer is a ranking or there is none
 * @param ranking class names, the likeliest first, as many as the model gives; empty where the answer is text or there
 *     is none
 * @param byMean class likelihood: class names by the mean of their tokens' log-probabilities, the ranking being by the
 *     sum; empty for all other answers
 */
public record Answer(Status status, @Nullable String text, List<String> ranking, List<String> byMean) {
    /** Far more than a model is let write, and little enough for any rule to judge it at once. */
    public static final int LONGEST = 100_000;

    public Answer {
        if (status == null) {
            throw new IllegalArgumentException("an answer needs a status");
        }
        ranking = ranking == null ? List.of() : List.copyOf(ranking);
        byMean = byMean == null ? List.of() : List.copyOf(byMean);
        if (status == Status.ANSWERED && text == null == ranking.isEmpty()) {
            throw new IllegalArgumentException("an answer is a text or a ranking, got "
                    + (text == null ? "neither" : "both: '" + text + "' and " + ranking));
        }
    }

    public static Answer text(String text) {
        return new Answer(Status.ANSWERED, text, List.of(), List.of());
    }

    public static Answer ranking(List<String> ranking) {
        return new Answer(Status.ANSWERED, null, ranking, List.of());
    }

    /** Class names by the sum and by the mean of their tokens' log-probabilities, the likeliest first. */
    public static Answer likelihoods(List<String> bySum, List<String> byMean) {
        return new Answer(Status.ANSWERED, null, bySum, byMean);
    }

    public static Answer failed() {
        return new Answer(Status.FAILED, null, List.of(), List.of());
    }

    public static Answer refused() {
        return new Answer(Status.REFUSED, null, List.of(), List.of());
    }

    /** This answer with what of its text is judged. */
    public Answer judged() {
        return text == null || text.length() <= LONGEST ? this : new Answer(status, judged(text), ranking, byMean);
    }

    /** What of a text is judged: all of it, or the first {@value #LONGEST} chars. */
    public static String judged(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(LONGEST - 1));
        return text.substring(0, pair ? LONGEST - 1 : LONGEST);
    }

    /** What became of a question. Only an answer can be wrong. */
    public enum Status {
        /** The model answered. */
        ANSWERED,
        /** There is no answer, for a technical reason. */
        FAILED,
        /** The model, or the service in front of it, declined to answer. */
        REFUSED
    }
}
