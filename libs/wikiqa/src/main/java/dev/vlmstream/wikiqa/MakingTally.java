package dev.vlmstream.wikiqa;

import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.Rejection;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a making is, folded from {@code wikiqa-written} and {@code wikiqa-answered}: of what comes twice, the first counts. It
 * keeps counts, and of classes and questions their places alone. Sums are of whole numbers, so that the order in which the two
 * topics are read changes no digit. For one thread.
 */
public final class MakingTally {
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

    public MakingTally() {
        Stream.of(Rejection.values()).forEach(reason -> rejected.put(reason, 0));
        Outcome.OF_FILTER.forEach(outcome -> outcomes.put(outcome, 0));
    }

    /**
     * What became of a class.
     *
     * @return whether it counts
     * @throws IllegalArgumentException if a reason is none that is known; then nothing is counted
     */
    public boolean take(WikiWritten one) {
        List<Rejection> reasons = one.getRejected().stream()
                .map(WikiRejected::getReason)
                .map(Rejection::of)
                .toList();
        if (!written.add(one.getIndex())) {
            return false;
        }
        questions += one.getQuestions().size();
        reasons.forEach(reason -> rejected.merge(reason, 1, Integer::sum));
        one.getReplies().forEach(this::count);
        return true;
    }

    /**
     * A question whose way is at its end.
     *
     * @return whether it counts
     * @throws IllegalArgumentException if it is no question; then nothing is counted
     */
    public boolean take(WikiQuestion one) {
        Outcome outcome = WikiEvents.answered(one).outcome();
        if (!answered.add(new Place(one.getIndex(), one.getPosition()))) {
            return false;
        }
        outcomes.merge(outcome, 1, Integer::sum);
        count(one.getNamed());
        count(one.getUnnamed());
        return true;
    }

    private void count(@Nullable WikiReply reply) {
        if (reply == null) {
            return;
        }
        requests++;
        failed += reply.getFailure() == null ? 0 : 1;
        promptTokens += reply.getPromptTokens();
        outputTokens += reply.getOutputTokens();
        nanoCost += reply.getCost() == null ? 0 : Math.round(reply.getCost() * NANO);
    }

    /** Whether all classes are written, and all their questions at their end. */
    public boolean isComplete(int classes) {
        return written.size() == classes && answered.size() == questions;
    }

    /** Classes that are written. */
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
