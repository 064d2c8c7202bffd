package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.report.study.StudySections;
import dev.vlmstream.evaluation.rules.OptionLetter;
import dev.vlmstream.evaluation.rules.YesNo;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.PopeMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs whose items bring their questions: ImageWikiQA in its variants, benchmarks of question answering. */
final class QuestionSections {
    private QuestionSections() {}

    static Section multipleChoice(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        runs.stream()
                .filter(run -> run.task().equals("multiple-choice"))
                .forEach(run -> run.models().forEach(model -> {
                    String setting = run.variant().isEmpty() ? "four options" : String.join(", ", run.variant());
                    lines.add(run.line(model, setting, "–"));
                    RuleMetrics guessed = model.rules().get(OptionLetter.MCQ_GUESS.id());
                    if (guessed != null) {
                        lines.add(run.line(
                                model, setting, OptionLetter.MCQ_GUESS.id(), guessed, published(run, model.model())));
                    }
                }));
        return Section.of(
                "ImageWikiQA",
                "The questions have four options, so guessing is right in 25 % of cases. Under the rule mcq, an"
                        + " unparsed answer counts as wrong. The study guesses a letter instead, as mcq-guess does (push"
                        + " --guess), and lets its models think step by step first, so its numbers are shown only beside"
                        + " runs that do both.",
                lines);
    }

    private static OptionalDouble published(RunResult run, String model) {
        return StudySections.imageWikiQa(run)
                .map(setting -> run.published(setting, model))
                .orElseGet(OptionalDouble::empty);
    }

    static Section benchmarks(List<RunResult> runs) {
        List<ReportedRate> lines = new ArrayList<>();
        for (RunResult run : runs) {
            if (run.task().equals("question-answering")) {
                String benchmark = run.details().benchmark();
                String setting = String.join(
                        ", ",
                        Stream.concat(Stream.of(benchmark), run.variant().stream())
                                .toList());
                run.models().forEach(model -> lines.add(line(run, model, setting)));
            }
        }
        return Section.of(
                "Question answering",
                "Each benchmark is judged by its primary rule. Published values come from the benchmark's file"
                        + " (vlmstream tasks show NAME). Those of TextVQA are with OCR tokens in the question; without"
                        + " them, LLaVA-1.5-7B gets about 46 %.",
                lines);
    }

    private static ReportedRate line(RunResult run, ModelMetrics model, String setting) {
        OptionalDouble published = run.publishedOfBenchmark(model.model());
        return run.line(
                model, setting, RunResult.primaryRule(model), model.primary().orElse(null), published);
    }

    /** POPE's figures besides its accuracy. */
    static Section polls(List<RunResult> runs) {
        TextTable table = new TextTable("run", "model", ">precision", ">recall", ">F1", ">share of yes");
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                PopeMetrics poll = model.poll();
                if (poll != null) {
                    table.row(
                            run.run(),
                            model.model(),
                            figure(poll.precision()),
                            figure(poll.recall()),
                            figure(poll.f1()),
                            saidYes(model.rules().get(YesNo.SAID_YES.id())));
                }
            }
        }
        return new Section(
                "POPE",
                "All figures are percentages with 95 % intervals: Wilson's, and for F1 by way of F* = F1 / (2 − F1)."
                        + " Half of the objects that POPE asks about are in the image.",
                table);
    }

    private static String figure(PopeMetrics.@Nullable Figure figure) {
        return figure == null ? Rate.UNDEFINED : percent(figure.value(), figure.low(), figure.high());
    }

    private static String saidYes(@Nullable RuleMetrics counts) {
        return counts == null || counts.accuracy() == null
                ? Rate.UNDEFINED
                : percent(counts.accuracy(), counts.low(), counts.high());
    }

    private static String percent(double value, double low, double high) {
        return String.format(Locale.ROOT, "%.1f (%.1f–%.1f)", 100 * value, 100 * low, 100 * high);
    }
}
