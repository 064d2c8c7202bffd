package dev.vlmstream.cli.wikiqa;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.AtomicFile;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.DatasetDraw;
import dev.vlmstream.evaluation.wikiqa.DatasetLine;
import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.Rejection;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a making that is complete: the dataset, how each question came to be or not, and a card about both.
 *
 * @param questions all that were answered, in their order, and what became of each
 * @param lines in their order
 * @param difficulty by a run of the dataset; null: none was named
 */
public record MadeDataset(
        MakingState state,
        List<JudgedQuestion> questions,
        List<DatasetLine> lines,
        DatasetDraw draw,
        @Nullable Difficulty difficulty) {

    public static MadeDataset of(
            MakingState state, List<JudgedQuestion> questions, DatasetDraw draw, Map<String, List<String>> images) {
        List<AnsweredQuestion> kept = questions.stream()
                .filter(JudgedQuestion::isKept)
                .map(JudgedQuestion::question)
                .toList();
        return new MadeDataset(state, questions, draw.lines(kept, images), draw, null);
    }

    public MadeDataset with(Difficulty of) {
        return new MadeDataset(state, questions, lines, draw, of);
    }

    /** How many questions became what, in the outcomes' order; of those beyond the study's only what occurs. */
    public Map<Outcome, Integer> outcomes() {
        Map<Outcome, Integer> counts = new TreeMap<>(state.outcomes());
        counts.replaceAll((outcome, n) -> 0);
        questions.forEach(one -> counts.merge(one.outcome(), 1, Integer::sum));
        return counts;
    }

    /** Where the provenance lies. */
    public static Path provenance(Path out) {
        return beside(out, ".provenance.jsonl");
    }

    /** Where the card lies. */
    public static Path card(Path out) {
        return beside(out, ".card.md");
    }

    private static Path beside(Path out, String ending) {
        String name = out.getFileName().toString().replaceFirst("\\.jsonl?$", "");
        return out.resolveSibling(name + ending);
    }

    /** @throws CommandFailure if no question was kept; what became of each is written all the same */
    public void write(Path out) throws IOException {
        write(provenance(out), provenance());
        if (lines.isEmpty()) {
            throw new CommandFailure(
                    "no question was kept (" + state.words() + "); " + provenance(out) + " says of each why");
        }
        write(out, lines.stream().map(DatasetLine::json).toList());
        write(card(out), new MakingCard(this, out).lines());
    }

    private static void write(Path place, List<String> lines) throws IOException {
        try (AtomicFile file = AtomicFile.begin(place, true)) {
            Files.writeString(file.path(), String.join("\n", lines) + "\n");
            file.commit();
        }
    }

    private List<String> provenance() {
        List<String> told = new ArrayList<>();
        int number = 0;
        for (JudgedQuestion judged : questions) {
            WikiQuestion one = judged.event();
            ObjectNode line = Json.object().put("class", one.getName());
            line.put("question", one.getWritten().getQuestion());
            line.set("choices", Json.MAPPER.valueToTree(one.getWritten().getChoices()));
            line.put("answer", one.getWritten().getAnswer());
            line.put("reference", one.getWritten().getReference());
            line.set("named", reply(one.getNamed()));
            line.set("unnamed", reply(one.getUnnamed()));
            line.put("outcome", judged.outcome().id())
                    .put("why", judged.outcome().words());
            if (judged.like() != null) {
                line.put("like", judged.like());
            }
            if (judged.isKept()) {
                tellDifficulty(line.put("number", number), number);
                number++;
            }
            told.add(Json.line(line));
        }
        for (WikiWritten one : state.writtenClasses()) {
            one.getRejected().forEach(rejected -> told.add(Json.line(rejected(one, rejected))));
            one.getReplies().stream()
                    .filter(reply -> reply.getFailure() != null)
                    .forEach(reply -> told.add(
                            Json.line(Json.object().put("class", one.getName()).put("failed", reply.getFailure()))));
        }
        return told;
    }

    private void tellDifficulty(ObjectNode line, int number) {
        ObjectNode told = difficulty == null ? null : difficulty.json(number);
        if (told != null) {
            line.set("difficulty", told);
        }
    }

    private static ObjectNode rejected(WikiWritten of, WikiRejected one) {
        return Json.object()
                .put("class", of.getName())
                .put("rejected", one.getReason())
                .put("why", Rejection.of(one.getReason()).words())
                .put("text", one.getText());
    }

    private static @Nullable ObjectNode reply(@Nullable WikiReply reply) {
        if (reply == null) {
            return null;
        }
        ObjectNode told = Json.object().put("model", reply.getModel());
        if (reply.getFailure() != null) {
            return told.put("failed", reply.getFailure());
        }
        return told.put(reply.getRefused() ? "refused" : "text", reply.getText());
    }
}
