package dev.vlmstream.scoring.readmodel;

import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.GenerationTally;
import dev.vlmstream.evaluation.wikiqa.GenerationTally.Usage;
import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.Rejection;
import dev.vlmstream.evaluation.wikiqa.WrittenQuestion;
import dev.vlmstream.rest.MakingProgress;
import dev.vlmstream.rest.MakingProgress.ReasonCount;
import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.topology.SafeDecoding;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All datasets of questions that models write, or wrote: REST and topics call one a making. Folded from their topics; where there is
 * none, nothing but an empty map.
 */
public final class DatasetGenerations {
    /** What they are made from. */
    public static final Set<Topic> TOPICS = Set.of(Topic.WIKIQA_MAKINGS, Topic.WIKIQA_WRITTEN, Topic.WIKIQA_ANSWERED);

    private static final Comparator<MakingProgress> NEWEST_FIRST =
            Comparator.comparingLong(MakingProgress::createdAt).reversed().thenComparing(MakingProgress::making);

    private final Wire<WikiMaking> makings = Wire.of(WikiMaking.class);
    private final Wire<WikiWritten> written = Wire.of(WikiWritten.class);
    private final Wire<WikiQuestion> questions = Wire.of(WikiQuestion.class);
    private final Map<String, Generation> views = new ConcurrentHashMap<>();

    /**
     * Takes a record in.
     *
     * @param topic one of {@link #TOPICS}
     * @throws dev.vlmstream.schemas.wire.WireException if it cannot be read
     * @throws IllegalArgumentException if it means nothing; then it changes nothing
     */
    public void accept(Topic topic, byte[] value) {
        switch (topic) {
            case WIKIQA_MAKINGS -> accept(SafeDecoding.decode(() -> makings.decode(value)));
            case WIKIQA_WRITTEN -> accept(SafeDecoding.decode(() -> written.decode(value)));
            case WIKIQA_ANSWERED -> accept(SafeDecoding.decode(() -> questions.decode(value)));
            default -> throw new IllegalArgumentException(topic + " tells of no making");
        }
    }

    void accept(WikiMaking making) {
        view(making.getMaking()).take(making);
    }

    void accept(WikiWritten one) {
        view(one.getMaking()).take(one);
    }

    void accept(WikiQuestion one) {
        view(one.getMaking()).take(one);
    }

    private Generation view(String making) {
        return views.computeIfAbsent(making, name -> new Generation());
    }

    public Optional<MakingProgress> find(String making) {
        return Optional.ofNullable(views.get(making)).flatMap(Generation::progress);
    }

    /** All of them, newest first. */
    public List<MakingProgress> all() {
        return views.values().stream()
                .flatMap(view -> view.progress().stream())
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** One of them. What was written of it may come before it does. */
    private static final class Generation {
        private final GenerationTally tally = new GenerationTally();
        /** The names of its classes are not kept. */
        private @Nullable WikiMaking making;

        private int classes;

        synchronized void take(WikiMaking one) {
            making = WikiMaking.newBuilder(one).setClasses(List.of()).build();
            classes = one.getClasses().size();
        }

        synchronized void take(WikiWritten one) {
            List<String> reasons =
                    one.getRejected().stream().map(WikiRejected::getReason).toList();
            tally.written(one.getIndex(), one.getQuestions().size(), reasons, usages(one.getReplies().stream()));
        }

        synchronized void take(WikiQuestion one) {
            WikiChoices written = one.getWritten();
            WrittenQuestion question = new WrittenQuestion(
                    written.getQuestion(), written.getChoices(), written.getAnswer(), written.getReference());
            AnsweredQuestion answered =
                    new AnsweredQuestion(one.getName(), question, text(one.getNamed()), text(one.getUnnamed()));
            tally.answered(
                    one.getIndex(),
                    one.getPosition(),
                    answered,
                    usages(Stream.of(one.getNamed(), one.getUnnamed()).filter(Objects::nonNull)));
        }

        /** A refusal answers nothing. */
        private static @Nullable String text(@Nullable WikiReply reply) {
            return reply == null || reply.getRefused() ? null : reply.getText();
        }

        private static List<Usage> usages(Stream<WikiReply> replies) {
            return replies.map(reply -> new Usage(
                            reply.getFailure() != null,
                            reply.getPromptTokens(),
                            reply.getOutputTokens(),
                            reply.getCost()))
                    .toList();
        }

        /** Empty as long as the making itself has not come. */
        synchronized Optional<MakingProgress> progress() {
            return Optional.ofNullable(making).map(this::progress);
        }

        private MakingProgress progress(WikiMaking known) {
            MakingProgress.Builder progress = new MakingProgress.Builder();
            progress.making = known.getMaking();
            progress.writer = known.getWriter();
            progress.answerer = known.getAnswerer();
            progress.classes = classes;
            progress.written = tally.classes();
            progress.questions = tally.questions();
            progress.answered = tally.ended();
            progress.rejected = counts(tally.rejected(), Rejection::id, Rejection::words);
            progress.outcomes = counts(tally.outcomes(), Outcome::id, Outcome::words);
            progress.requests = tally.requests();
            progress.failed = tally.failed();
            progress.promptTokens = tally.promptTokens();
            progress.outputTokens = tally.outputTokens();
            progress.cost = tally.cost();
            progress.budget = known.getBudget();
            progress.complete = tally.isComplete(classes);
            progress.createdAt = known.getCreatedAt();
            progress.finishedAt = known.getFinishedAt();
            progress.stopped = known.getStopped();
            return progress.build();
        }

        private static <T> List<ReasonCount> counts(
                Map<T, Integer> counts, Function<T, String> id, Function<T, String> words) {
            return counts.entrySet().stream()
                    .map(entry ->
                            new ReasonCount(id.apply(entry.getKey()), words.apply(entry.getKey()), entry.getValue()))
                    .toList();
        }
    }
}
