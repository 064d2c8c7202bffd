package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.cli.Installation;
import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.DatasetLine;
import dev.vlmstream.evaluation.wikiqa.WrittenQuestion;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiReply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What whoever uses a dataset has to know of it, in Markdown. */
final class MakingCard {
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
        lines.add("Multiple-choice questions about images, made as ImageWikiQA was (Zhang et al., NeurIPS 2024, arXiv"
                + " 2405.18415, section 4): written by a language model from articles about classes, and kept where a model"
                + " answers rightly with the class's name and wrongly without. So who cannot name what an image shows cannot"
                + " answer.");
        lines.add("");
        lines.add("| | |");
        lines.add("|---|---|");
        contents().forEach((what, value) -> lines.add("| " + what + " | " + value + " |"));
        lines.add("");
        lines.add("## How many questions became what");
        lines.add("| | |");
        lines.add("|---|---|");
        made.outcomes()
                .forEach((outcome, n) -> lines.add("| " + outcome.id() + ": " + outcome.words() + " | " + n + " |"));
        state.rejected().forEach((reason, n) -> {
            if (n > 0) {
                lines.add("| " + reason.id() + ": " + reason.words() + " | " + n + " |");
            }
        });
        tellDifficulty(lines);
        lines.add("");
        lines.add("## Bounds");
        lines.add(
                "- By construction the filtering model answers all questions with the name, and none without: its own"
                        + " accuracy on them says nothing, and models like it are favoured in the one and handicapped in the other.");
        lines.add("- No person has checked questions or answers; a wrong article or a wrong reading of it is in them.");
        lines.add("- Question texts and references come from the articles and are under their licence; images are under"
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
        Map<String, String> values = new java.util.LinkedHashMap<>();
        values.put("lines of " + file, String.valueOf(made.lines().size()));
        values.put("questions", String.valueOf(distinct(DatasetLine::number)));
        values.put(
                "classes",
                distinct(DatasetLine::className) + " of " + making.getClasses().size());
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
        if (state.cost() > 0) {
            values.put("cost", String.format(Locale.ROOT, "$%.4f", state.cost()));
        }
        values.put("software", Installation.version());
        return values;
    }

    private long distinct(Function<DatasetLine, Object> of) {
        return made.lines().stream().map(of).distinct().count();
    }

    private String letters() {
        Map<String, Long> counts = made.lines().stream()
                .collect(Collectors.groupingBy(line -> line.question().letter(), TreeMap::new, Collectors.counting()));
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
