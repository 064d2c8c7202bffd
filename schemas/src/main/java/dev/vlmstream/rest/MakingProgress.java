package dev.vlmstream.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of questions that is being made, or was, and how far it is. Requests, tokens and cost are those of classes that are
 * written and of questions that are answered: what is under way is not among them.
 *
 * @param making its name
 * @param writer the model that writes questions
 * @param answerer the model that answers them, by which they are filtered
 * @param classes that it is about
 * @param written classes that are written
 * @param questions that can be used, of classes that are written
 * @param answered questions whose way is at its end, whatever became of them
 * @param rejected replies, and questions in them, that cannot be used: all reasons
 * @param outcomes what became of questions that are answered: all outcomes of the filter
 * @param requests whatever became of them
 * @param failed requests that brought no reply, not even a refusal
 * @param cost USD, as far as it is known
 * @param budget USD that it may cost; null: no limit
 * @param complete whether all classes are written and all questions answered
 * @param createdAt milliseconds since the epoch
 * @param finishedAt when its dataset was written, or it was stopped, milliseconds since the epoch; null: not yet
 * @param stopped whether it was stopped before its end; nothing more is asked for it
 */
public record MakingProgress(
        String making,
        String writer,
        String answerer,
        int classes,
        int written,
        int questions,
        int answered,
        List<ReasonCount> rejected,
        List<ReasonCount> outcomes,
        int requests,
        int failed,
        long promptTokens,
        long outputTokens,
        double cost,
        @Nullable Double budget,
        boolean complete,
        long createdAt,
        @Nullable Long finishedAt,
        boolean stopped) {

    /**
     * How often something was so.
     *
     * @param id stays the same
     * @param words for people
     */
    public record ReasonCount(String id, String words, int count) {}

    /** Its components by name. Those that are not set are null, 0, false or empty. */
    public static final class Builder {
        public String making;
        public String writer;
        public String answerer;
        public int classes;
        public int written;
        public int questions;
        public int answered;
        public List<ReasonCount> rejected = List.of();
        public List<ReasonCount> outcomes = List.of();
        public int requests;
        public int failed;
        public long promptTokens;
        public long outputTokens;
        public double cost;
        public @Nullable Double budget;
        public boolean complete;
        public long createdAt;
        public @Nullable Long finishedAt;
        public boolean stopped;

        public MakingProgress build() {
            return new MakingProgress(
                    making,
                    writer,
                    answerer,
                    classes,
                    written,
                    questions,
                    answered,
                    rejected,
                    outcomes,
                    requests,
                    failed,
                    promptTokens,
                    outputTokens,
                    cost,
                    budget,
                    complete,
                    createdAt,
                    finishedAt,
                    stopped);
        }
    }
}
