package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.evaluation.rules.OptionLetter;
import dev.vlmstream.evaluation.rules.YesNo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Runs whose items bring their questions: ImageWikiQA in its variants, benchmarks of question answering. */
final class QuestionSections {
    private QuestionSections() {}

    static Section multipleChoice(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        runs.stream()
                .filter(run -> run.task().equals("multiple-choice"))
                .forEach(run -> run.models().forEach(model -> {
                    String variant = run.details().path("variant").asText("");
                    String published = "multiple-choice" + (isSet(variant) ? "-" + variant : "");
                    String setting = run.variant().isEmpty() ? "four options" : String.join(", ", run.variant());
                    lines.add(run.line(model, setting, published));
                    JsonNode guessed = model.path("rules").path(OptionLetter.MCQ_GUESS.id());
                    if (!guessed.isMissingNode()) {
                        OptionalDouble theirs = PublishedValues.value(
                                run.dataset(), published, model.path("model").asText());
                        lines.add(run.line(model, setting, OptionLetter.MCQ_GUESS.id(), guessed, theirs));
                    }
                }));
        return Section.of(
                "ImageWikiQA",
                "Questions with four options: guessing is right in 25 %. Under mcq answers that could not be read count as"
                        + " wrong; the study guesses in their place, as mcq-guess does (push --guess), and lets its models"
                        + " think step by step first.",
                lines);
    }

    private static boolean isSet(String variant) {
        return !variant.isEmpty() && !variant.equals("null");
    }

    static Section benchmarks(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        for (RunResult run : runs) {
            if (run.task().equals("question-answering")) {
                String benchmark = run.text("benchmark");
                String setting = String.join(
                        ", ",
                        Stream.concat(Stream.of(benchmark), run.variant().stream())
                                .toList());
                run.models().forEach(model -> lines.add(line(run, model, benchmark, setting)));
            }
        }
        return Section.of(
                "Question answering",
                "Each benchmark by the rule that it is published by. LLaVA-1.5-7B's "
                        + PublishedValues.value("textvqa", "question-answering", "llava-1.5-7b")
                                .getAsDouble()
                        + " % on TextVQA (" + PublishedValues.citation("llava-1.5")
                        + ") is with OCR tokens in the question; without them it is about 46 %.",
                lines);
    }

    private static ReportedRate line(RunResult run, JsonNode model, String benchmark, String setting) {
        String rule = model.path("primaryRule").asText("–");
        OptionalDouble published = setting.equals(benchmark)
                ? PublishedValues.value(
                        benchmark, "question-answering", model.path("model").asText())
                : OptionalDouble.empty();
        return run.line(model, setting, rule, model.path("rules").path(rule), published);
    }

    /** POPE's figures besides its accuracy. */
    static Section polls(List<RunResult> runs) {
        TextTable table = new TextTable("run", "model", ">precision", ">recall", ">F1", ">share of yes");
        for (RunResult run : runs) {
            for (JsonNode model : run.models()) {
                JsonNode poll = model.path("poll");
                if (poll.isObject()) {
                    table.row(
                            run.run(),
                            model.path("model").asText(),
                            figure(poll.path("precision"), "value"),
                            figure(poll.path("recall"), "value"),
                            figure(poll.path("f1"), "value"),
                            figure(model.path("rules").path(YesNo.SAID_YES.id()), "accuracy"));
                }
            }
        }
        return new Section(
                "POPE",
                "Percent with 95 % intervals: Wilson's, of F1 by way of F* = F1 / (2 − F1). Half of POPE's objects are there.",
                List.of(),
                table);
    }

    private static String figure(JsonNode figure, String value) {
        return figure.path(value).isNumber()
                ? String.format(
                        Locale.ROOT,
                        "%.1f (%.1f–%.1f)",
                        100 * figure.path(value).asDouble(),
                        100 * figure.path("low").asDouble(),
                        100 * figure.path("high").asDouble())
                : Rate.UNDEFINED;
    }
}
