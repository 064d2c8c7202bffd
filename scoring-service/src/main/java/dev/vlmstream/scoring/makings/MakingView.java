package dev.vlmstream.scoring.makings;

import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.Rejection;
import dev.vlmstream.rest.MakingProgress;
import dev.vlmstream.rest.MakingProgress.ReasonCount;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.wikiqa.MakingTally;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One making. What was written of it may come before it does. */
final class MakingView {
    private final MakingTally tally = new MakingTally();
    private @Nullable Plan plan;

    /** What is shown of it: names and articles of its classes are not kept. */
    private record Plan(
            String making,
            String writer,
            String answerer,
            int classes,
            @Nullable Double budget,
            long createdAt,
            @Nullable Long finishedAt,
            boolean stopped) {}

    synchronized void take(WikiMaking making) {
        plan = new Plan(
                making.getMaking(),
                making.getWriter(),
                making.getAnswerer(),
                making.getClasses().size(),
                making.getBudget(),
                making.getCreatedAt(),
                making.getFinishedAt(),
                making.getStopped());
    }

    synchronized void take(WikiWritten written) {
        tally.take(written);
    }

    synchronized void take(WikiQuestion answered) {
        tally.take(answered);
    }

    /** Empty as long as the making itself has not come. */
    synchronized Optional<MakingProgress> progress() {
        return Optional.ofNullable(plan).map(this::progress);
    }

    private MakingProgress progress(Plan known) {
        return new MakingProgress(
                known.making(),
                known.writer(),
                known.answerer(),
                known.classes(),
                tally.classes(),
                tally.questions(),
                tally.ended(),
                counts(tally.rejected(), Rejection::id, Rejection::words),
                counts(tally.outcomes(), Outcome::id, Outcome::words),
                tally.requests(),
                tally.failed(),
                tally.promptTokens(),
                tally.outputTokens(),
                tally.cost(),
                known.budget(),
                tally.isComplete(known.classes()),
                known.createdAt(),
                known.finishedAt(),
                known.stopped());
    }

    private static <T> List<ReasonCount> counts(
            Map<T, Integer> counts, Function<T, String> id, Function<T, String> words) {
        return counts.entrySet().stream()
                .map(entry -> new ReasonCount(id.apply(entry.getKey()), words.apply(entry.getKey()), entry.getValue()))
                .toList();
    }
}
