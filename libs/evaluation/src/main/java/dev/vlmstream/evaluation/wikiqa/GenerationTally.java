package dev.vlmstream.evaluation.wikiqa;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far the generation of a dataset is, folded from the classes that are written and the questions that are answered: of what
 * comes twice, the first counts. It keeps counts, and of classes and questions their places alone. Sums are of whole numbers, so
 * that the order in which these come changes no digit. For one thread.
 */
public final class GenerationTally {
    /** Costs are added up in billionths of a USD: a letter from a small model costs some thousand of them. */
    private static final double NANO = 1e9;

    private final Set<Integer> written = new HashSet<>();
    private final Set<Place> answered = new HashSet<>();
    private final Map<Rejection, Integer> rejected = new EnumMap<>(Rejection.class);
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private int questions;
    private int requests;
    private int failed;
    private long promptTokens;
    private long outputTokens;
    private long nanoCost;

    /** @param position among its class's questions */
    private record Place(int index, int position) {}

    /**
     * What a request to a model took.
     *
     * @param failed it brought no reply, not even a refusal
     * @param cost USD; null: not known
     */
    public record Usage(
            boolean failed,
            long promptTokens,
            long outputTokens,
            @Nullable Double cost) {}

    public GenerationTally() {
        Stream.of(Rejection.values()).forEach(reason -> rejected.put(reason, 0));
        Outcome.OF_FILTER.forEach(outcome -> outcomes.put(outcome, 0));
    }

    /**
     * What became of a class.
     *
     * @param index the class's place in the dataset
     * @param usable questions that can be used
     * @param reasons of each reply and question that cannot, its {@link Rejection#id}
     * @param requests for it
     * @return whether it counts
     * @throws IllegalArgumentException if a reason is none that is known; then nothing is counted
     */
    public boolean written(int index, int usable, List<String> reasons, List<Usage> requests) {
        List<Rejection> known = reasons.stream().map(Rejection::of).toList();
        if (!written.add(index)) {
            return false;
        }
        questions += usable;
        known.forEach(reason -> rejected.merge(reason, 1, Integer::sum));
        requests.forEach(this::count);
        return true;
    }

    /**
     * A question whose way is at its end.
     *
     * @param index its class's place in the dataset
     * @param position its place among its class's questions
     * @param requests for its answers
     * @return whether it counts
     */
    public boolean answered(int index, int position, AnsweredQuestion question, List<Usage> requests) {
        if (!answered.add(new Place(index, position))) {
            return false;
        }
        outcomes.merge(question.outcome(), 1, Integer::sum);
        requests.forEach(this::count);
        return true;
    }

    private void count(Usage request) {
        requests++;
        failed += request.failed() ? 1 : 0;
        promptTokens += request.promptTokens();
        outputTokens += request.outputTokens();
        nanoCost += request.cost() == null ? 0 : Math.round(request.cost() * NANO);
    }

    /** Whether all classes are written, and all their questions at their end. */
    public boolean isComplete(int classes) {
        return written.size() == classes && answered.size() == questions;
    }

    public int classes() {
        return written.size();
    }

    /** Questions that can be used, of the classes that are written. */
    public int questions() {
        return questions;
    }

    /** Questions whose way is at its end. */
    public int ended() {
        return answered.size();
    }

    /** What could not be used, by reason, all of them. */
    public Map<Rejection, Integer> rejected() {
        return Collections.unmodifiableMap(new EnumMap<>(rejected));
    }

    /** The questions at their end, by outcome, all that the filter has. */
    public Map<Outcome, Integer> outcomes() {
        return Collections.unmodifiableMap(new EnumMap<>(outcomes));
    }

    /** Requests for classes that are written and questions at their end, whatever became of them. */
    public int requests() {
        return requests;
    }

    /** Those of them that brought no reply, not even a refusal. */
    public int failed() {
        return failed;
    }

    /** Of all these replies. */
    public long promptTokens() {
        return promptTokens;
    }

    /** Of all these replies. */
    public long outputTokens() {
        return outputTokens;
    }

    /** USD of all these replies, as far as it is known. */
    public double cost() {
        return nanoCost / NANO;
    }
}
