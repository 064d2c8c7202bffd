package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.GenerationTally;
import dev.vlmstream.evaluation.wikiqa.GenerationTally.Usage;
import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.WrittenQuestion;
import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
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
import org.jspecify.annotations.Nullable;

/** How far a making is, and all that was written and answered, from its topics; what counts is the tally's to say. */
public final class MakingState {
    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::index).thenComparingInt(Place::position);

    private final WikiMaking making;
    private final GenerationTally tally = new GenerationTally();
    private final Map<Integer, WikiWritten> written = new TreeMap<>();
    private final Map<Place, WikiQuestion> answered = new TreeMap<>(ORDER);

    private record Place(int index, int position) {}

    public MakingState(WikiMaking making) {
        this.making = making;
    }

    public WikiMaking making() {
        return making;
    }

    /** What has been counted so far. */
    public GenerationTally tally() {
        return tally;
    }

    void take(WikiWritten one) {
        if (one.getMaking().equals(making.getMaking()) && counts(() -> count(one))) {
            written.put(one.getIndex(), one);
        }
    }

    void take(WikiQuestion one) {
        if (one.getMaking().equals(making.getMaking()) && counts(() -> count(one))) {
            answered.put(new Place(one.getIndex(), one.getPosition()), one);
        }
    }

    private boolean count(WikiWritten one) {
        List<String> reasons =
                one.getRejected().stream().map(WikiRejected::getReason).toList();
        return tally.written(one.getIndex(), one.getQuestions().size(), reasons, usages(one.getReplies().stream()));
    }

    private boolean count(WikiQuestion one) {
        return tally.answered(one.getIndex(), one.getPosition(), question(one), usages(replies(one)));
    }

    private static List<Usage> usages(Stream<WikiReply> replies) {
        return replies.map(reply -> new Usage(
                        reply.getFailure() != null, reply.getPromptTokens(), reply.getOutputTokens(), reply.getCost()))
                .toList();
    }

    private static Stream<WikiReply> replies(WikiQuestion one) {
        return Stream.of(one.getNamed(), one.getUnnamed()).filter(Objects::nonNull);
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

    /** The classes, in their order. */
    List<WikiWritten> writtenClasses() {
        return List.copyOf(written.values());
    }

    /** The questions whose way is at its end, in the classes' order. */
    public List<WikiQuestion> answeredQuestions() {
        return List.copyOf(answered.values());
    }

    /**
     * A question with its replies; a refusal is none.
     *
     * @throws IllegalArgumentException if it has not four choices, or its answer is none of them
     */
    static AnsweredQuestion question(WikiQuestion one) {
        WikiChoices written = one.getWritten();
        WrittenQuestion question = new WrittenQuestion(
                written.getQuestion(), written.getChoices(), written.getAnswer(), written.getReference());
        return new AnsweredQuestion(one.getName(), question, text(one.getNamed()), text(one.getUnnamed()));
    }

    private static @Nullable String text(@Nullable WikiReply reply) {
        return reply == null || reply.getRefused() ? null : reply.getText();
    }

    /** All replies that are known. */
    List<WikiReply> replies() {
        List<WikiReply> replies = new ArrayList<>();
        written.values().forEach(one -> replies.addAll(one.getReplies()));
        answered.values().forEach(one -> replies(one).forEach(replies::add));
        return replies;
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
        int unusable =
                tally.rejected().values().stream().mapToInt(Integer::intValue).sum();
        return String.format(
                Locale.ROOT,
                "%d of %d classes written, %d replies or questions unusable, %d kept%s%s",
                tally.classes(),
                making.getClasses().size(),
                unusable,
                tally.outcomes().get(Outcome.KEPT),
                Optional.of(tally.failed())
                        .filter(failed -> failed > 0)
                        .map(failed -> ", " + failed + " failed")
                        .orElse(""),
                tally.cost() > 0 ? String.format(Locale.ROOT, ", $%.4f", tally.cost()) : "");
    }
}
