package dev.vlmstream.cli.wikiqa;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.output.AtomicFile;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.DatasetDraw;
import dev.vlmstream.evaluation.wikiqa.DatasetLine;
import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.evaluation.wikiqa.Rejection;
import dev.vlmstream.evaluation.wikiqa.WrittenQuestion;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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
        Map<Outcome, Integer> counts = new TreeMap<>(state.tally().outcomes());
        counts.replaceAll((outcome, n) -> 0);
        questions.forEach(one -> counts.merge(one.outcome(), 1, Integer::sum));
        return counts;
    }

    public static Path provenance(Path out) {
        return beside(out, ".provenance.jsonl");
    }

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
            ObjectNode line = Json.object()
                    .put("class", one.getName())
                    .put("question", one.getWritten().getQuestion())
                    .putPOJO("choices", one.getWritten().getChoices())
                    .put("answer", one.getWritten().getAnswer())
                    .put("reference", one.getWritten().getReference())
                    .putPOJO("named", reply(one.getNamed()))
                    .putPOJO("unnamed", reply(one.getUnnamed()))
                    .put("outcome", judged.outcome().id())
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

    /** What whoever uses a dataset has to know of it, in Markdown. */
    private static final class MakingCard {
        private final MadeDataset made;
        private final MakingState state;
        private final String file;

        MakingCard(MadeDataset made, Path out) {
            this.made = made;
            this.state = made.state();
            this.file = out.getFileName().toString();
        }

        List<String> lines() {
            List<String> lines = new ArrayList<>();
            WikiMaking making = state.making();
            lines.add("# " + making.getMaking());
            lines.add(
                    "Multiple-choice questions about images, made as ImageWikiQA was (Zhang et al., NeurIPS 2024, arXiv"
                            + " 2405.18415, section 4): written by a language model from articles about classes,"
                            + " and kept where a model answers correctly with the class name and wrongly without"
                            + " it. So a model that cannot name what an image shows cannot answer.");
            lines.add("");
            lines.add("| | |");
            lines.add("|---|---|");
            contents().forEach((what, value) -> lines.add("| " + what + " | " + value + " |"));
            lines.add("");
            lines.add("## How many questions became what");
            lines.add("| | |");
            lines.add("|---|---|");
            made.outcomes()
                    .forEach(
                            (outcome, n) -> lines.add("| " + outcome.id() + ": " + outcome.words() + " | " + n + " |"));
            state.tally().rejected().forEach((reason, n) -> {
                if (n > 0) {
                    lines.add("| " + reason.id() + ": " + reason.words() + " | " + n + " |");
                }
            });
            tellDifficulty(lines);
            lines.add("");
            lines.add("## Bounds");
            lines.add("- By construction the filtering model answers all questions with the name, and none without:"
                    + " its own accuracy on them means nothing, and models like it are favoured with the"
                    + " name and handicapped without it.");
            lines.add("- No person has checked questions or answers; errors in the articles, or in reading them,"
                    + " remain.");
            lines.add(
                    "- Question texts and references come from the articles and are under their licence; images are under"
                            + " their own.");
            return lines;
        }

        private void tellDifficulty(List<String> lines) {
            Difficulty difficulty = made.difficulty();
            if (difficulty == null) {
                return;
            }
            lines.add("");
            lines.add("## How hard the questions are");
            lines.add("Of the questions that all " + difficulty.models() + " models of the run " + difficulty.run()
                    + " were asked; a model fails at one that it gets wrong on at least half of the images. The provenance has"
                    + " each question's.");
            lines.add("");
            lines.add("| models that fail | questions |");
            lines.add("|---:|---:|");
            difficulty.byFailures().forEach((failed, n) -> lines.add("| " + failed + " | " + n + " |"));
        }

        private Map<String, String> contents() {
            WikiMaking making = state.making();
            Map<String, String> values = new LinkedHashMap<>();
            values.put("lines of " + file, String.valueOf(made.lines().size()));
            values.put("questions", String.valueOf(distinct(DatasetLine::number)));
            values.put(
                    "classes",
                    distinct(DatasetLine::className) + " of "
                            + making.getClasses().size());
            values.put("images", String.valueOf(distinct(DatasetLine::image)));
            values.put("letters", letters());
            values.put("written by", model(making.getWriter()));
            values.put("filtered by", model(making.getAnswerer()));
            values.put("right with the name, of all questions answered", rate(AnsweredQuestion::named));
            values.put("right without it", rate(AnsweredQuestion::unnamed));
            values.put(
                    "draws",
                    "CPython's generator, seed " + made.draw().seed() + ", "
                            + made.draw().imagesPerQuestion() + " images a question"
                            + (made.draw().balancedLetters() ? ", letters balanced by construction" : ""));
            values.put("articles", "SHA-256 `" + making.getArticles() + "`");
            if (state.tally().cost() > 0) {
                values.put(
                        "cost",
                        String.format(Locale.ROOT, "$%.4f", state.tally().cost()));
            }
            values.put("software", Installation.version());
            return values;
        }

        private long distinct(Function<DatasetLine, Object> of) {
            return made.lines().stream().map(of).distinct().count();
        }

        private String letters() {
            Map<String, Long> counts = made.lines().stream()
                    .collect(Collectors.groupingBy(
                            line -> line.question().letter(), TreeMap::new, Collectors.counting()));
            return counts.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
        }

        private String model(String name) {
            return state.replies().stream()
                    .filter(reply -> reply.getModel().equals(name))
                    .findFirst()
                    .map(WikiReply::getDigest)
                    .map(digest -> name + " (`" + digest + "`)")
                    .orElse(name);
        }

        private String rate(Function<AnsweredQuestion, String> reply) {
            List<AnsweredQuestion> answered = state.answeredQuestions().stream()
                    .map(MakingState::question)
                    .filter(one -> one.named() != null && one.unnamed() != null)
                    .toList();
            long right = answered.stream()
                    .filter(one -> WrittenQuestion.choice(reply.apply(one))
                            .equals(OptionalInt.of(one.question().answer())))
                    .count();
            return answered.isEmpty()
                    ? "–"
                    : String.format(
                            Locale.ROOT, "%.1f %% (%d of %d)", 100.0 * right / answered.size(), right, answered.size());
        }
    }
}
