package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.Rejection;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.wikiqa.MakingTally;
import dev.vlmstream.wikiqa.WikiEvents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** How far a making is, and all that was written and answered, from its topics; what counts is the tally's to say. */
public final class MakingState {
    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::index).thenComparingInt(Place::position);

    private final WikiMaking making;
    private final MakingTally tally = new MakingTally();
    private final Map<Integer, WikiWritten> written = new TreeMap<>();
    private final Map<Place, WikiQuestion> answered = new TreeMap<>(ORDER);

    private record Place(int index, int position) {}

    public MakingState(WikiMaking making) {
        this.making = making;
    }

    public WikiMaking making() {
        return making;
    }

    void take(WikiWritten one) {
        if (one.getMaking().equals(making.getMaking()) && counts(() -> tally.take(one))) {
            written.put(one.getIndex(), one);
        }
    }

    void take(WikiQuestion one) {
        if (one.getMaking().equals(making.getMaking()) && counts(() -> tally.take(one))) {
            answered.put(new Place(one.getIndex(), one.getPosition()), one);
        }
    }

    private static boolean counts(BooleanSupplier taken) {
        try {
            return taken.getAsBoolean();
        } catch (IllegalArgumentException e) {
            // Whoever wrote that is no service of ours.
            return false;
        }
    }

    boolean isComplete() {
        return tally.isComplete(making.getClasses().size());
    }

    /** Classes that are written. */
    public int classes() {
        return tally.classes();
    }

    /** Questions that can be used, of the classes that are written. */
    public int questions() {
        return tally.questions();
    }

    /** Questions whose way is at its end. */
    int ended() {
        return tally.ended();
    }

    /** The classes, in their order. */
    List<WikiWritten> writtenClasses() {
        return List.copyOf(written.values());
    }

    /** The questions whose way is at its end, in the classes' order. */
    public List<WikiQuestion> answeredQuestions() {
        return List.copyOf(answered.values());
    }

    static AnsweredQuestion question(WikiQuestion one) {
        return WikiEvents.answered(one);
    }

    /** By reason, all of them. */
    public Map<Rejection, Integer> rejected() {
        return tally.rejected();
    }

    /** By outcome, all of them. */
    Map<Outcome, Integer> outcomes() {
        return tally.outcomes();
    }

    /** All replies that are known. */
    List<WikiReply> replies() {
        List<WikiReply> replies = new ArrayList<>();
        written.values().forEach(one -> replies.addAll(one.getReplies()));
        answered.values()
                .forEach(one -> Stream.of(one.getNamed(), one.getUnnamed())
                        .filter(Objects::nonNull)
                        .forEach(replies::add));
        return replies;
    }

    /** USD that is known of. */
    public double cost() {
        return tally.cost();
    }

    /** Replies that did not come, though asked for. */
    public List<String> failures() {
        return replies().stream()
                .map(WikiReply::getFailure)
                .filter(Objects::nonNull)
                .toList();
    }

    /** For people, in a few words. */
    String words() {
        int unusable = rejected().values().stream().mapToInt(Integer::intValue).sum();
        return String.format(
                Locale.ROOT,
                "%d of %d classes written, %d replies or questions unusable, %d kept%s%s",
                classes(),
                making.getClasses().size(),
                unusable,
                outcomes().get(Outcome.KEPT),
                Optional.of(tally.failed())
                        .filter(failed -> failed > 0)
                        .map(failed -> ", " + failed + " failed")
                        .orElse(""),
                cost() > 0 ? String.format(Locale.ROOT, ", $%.4f", cost()) : "");
    }
}
