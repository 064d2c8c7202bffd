package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.Rejection;
import dev.vlmstream.evaluation.wikiqa.WrittenQuestion;
import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far a making is, folded from its topics; of what comes twice, the first counts. */
final class MakingState {
    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::index).thenComparingInt(Place::position);

    private final WikiMaking making;
    private final Map<Integer, WikiWritten> written = new TreeMap<>();
    private final Map<Place, WikiQuestion> answered = new TreeMap<>(ORDER);

    private record Place(int index, int position) {}

    MakingState(WikiMaking making) {
        this.making = making;
    }

    WikiMaking making() {
        return making;
    }

    void take(WikiWritten one) {
        if (one.getMaking().equals(making.getMaking())) {
            written.putIfAbsent(one.getIndex(), one);
        }
    }

    void take(WikiQuestion one) {
        if (one.getMaking().equals(making.getMaking())) {
            answered.putIfAbsent(new Place(one.getIndex(), one.getPosition()), one);
        }
    }

    boolean isComplete() {
        return written.size() == making.getClasses().size() && answered.size() == questions();
    }

    /** Classes that are written. */
    int classes() {
        return written.size();
    }

    /** Questions that can be used, of the classes that are written. */
    int questions() {
        return written.values().stream()
                .mapToInt(one -> one.getQuestions().size())
                .sum();
    }

    /** Questions whose way is at its end. */
    int ended() {
        return answered.size();
    }

    /** The classes, in their order. */
    List<WikiWritten> writtenClasses() {
        return List.copyOf(written.values());
    }

    /** The questions whose way is at its end, in the classes' order. */
    List<WikiQuestion> answeredQuestions() {
        return List.copyOf(answered.values());
    }

    static AnsweredQuestion question(WikiQuestion one) {
        WikiChoices choices = one.getWritten();
        return new AnsweredQuestion(
                one.getName(),
                new WrittenQuestion(
                        choices.getQuestion(), choices.getChoices(), choices.getAnswer(), choices.getReference()),
                text(one.getNamed()),
                text(one.getUnnamed()));
    }

    /** A refusal is no answer. */
    private static @Nullable String text(@Nullable WikiReply reply) {
        return reply == null || reply.getRefused() ? null : reply.getText();
    }

    /** By reason, all of them. */
    Map<Rejection, Integer> rejected() {
        Map<Rejection, Integer> counts = new TreeMap<>();
        Stream.of(Rejection.values()).forEach(reason -> counts.put(reason, 0));
        written.values().stream()
                .flatMap(one -> one.getRejected().stream())
                .forEach(one -> counts.merge(Rejection.of(one.getReason()), 1, Integer::sum));
        return counts;
    }

    /** By outcome, all of them. */
    Map<Outcome, Integer> outcomes() {
        Map<Outcome, Integer> counts = new TreeMap<>();
        Outcome.OF_FILTER.forEach(outcome -> counts.put(outcome, 0));
        answered.values().forEach(one -> counts.merge(question(one).outcome(), 1, Integer::sum));
        return counts;
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
    double cost() {
        return replies().stream()
                .map(WikiReply::getCost)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    /** Replies that did not come, though asked for. */
    List<String> failures() {
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
                Optional.of(failures().size())
                        .filter(failed -> failed > 0)
                        .map(failed -> ", " + failed + " failed")
                        .orElse(""),
                cost() > 0 ? String.format(Locale.ROOT, ", $%.4f", cost()) : "");
    }
}
