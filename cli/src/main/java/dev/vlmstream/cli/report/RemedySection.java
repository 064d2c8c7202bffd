package dev.vlmstream.cli.report;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.RemedyRow.JudgedItems;
import dev.vlmstream.cli.report.RemedyRow.Published;
import dev.vlmstream.cli.report.ReportRequest.Remedy;
import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.report.study.StudySections;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.rules.ExactMatch;
import dev.vlmstream.evaluation.rules.Inclusion;
import dev.vlmstream.evaluation.rules.OptionLetter;
import dev.vlmstream.evaluation.statistics.Holm;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.PairedMetrics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Before and after fine-tuning, on the items that both answered: naming of the classes that were trained and of others,
 * questions, judged answers. Where a run has both models they are compared within it, else with a run over the same items that
 * asks alike.
 */
public final class RemedySection {
    private static final String ALL = "all classes";

    private final Remedy remedy;
    private final List<RunResult> runs;
    private final ScoringClient client;
    private final JudgedItems items;
    private final List<RemedyRow> rows = new ArrayList<>();

    private RemedySection(Remedy remedy, List<RunResult> runs, ScoringClient client) {
        this.remedy = remedy;
        this.runs = runs;
        this.client = client;
        Set<String> models = new HashSet<>(remedy.after());
        models.add(remedy.before());
        this.items = new JudgedItems(client, models);
    }

    /** @throws CommandFailure if no run has one of the models, or none has both on the same items */
    public static Section of(Remedy remedy, List<RunResult> runs, ScoringClient client) {
        Stream.concat(Stream.of(remedy.before()), remedy.after().stream())
                .filter(model -> runs.stream().noneMatch(run -> find(run, model).isPresent()))
                .findFirst()
                .ifPresent(model -> {
                    throw new CommandFailure("none of the runs has the model \"" + model + "\"; they have "
                            + runs.stream()
                                    .flatMap(run -> run.models().stream())
                                    .map(ModelMetrics::model)
                                    .distinct()
                                    .toList());
                });
        RemedySection section = new RemedySection(remedy, runs, client);
        remedy.after().forEach(section::add);
        if (section.rows.isEmpty()) {
            throw new CommandFailure("no two of the runs ask \"" + remedy.before() + "\" and " + remedy.after()
                    + " the same of the same items; push both in one run, or the same data with the same settings");
        }
        return section.section();
    }

    private static Optional<ModelMetrics> find(RunResult run, String model) {
        return run.models().stream()
                .filter(known -> known.model().equals(model))
                .findFirst();
    }

    private void add(String after) {
        for (RunResult run : runs) {
            find(run, after).ifPresent(model -> baseOf(run).ifPresent(base -> new Comparison(run, model, base).add()));
        }
    }

    private Optional<RunResult> baseOf(RunResult run) {
        return Stream.concat(Stream.of(run), runs.stream())
                .filter(other -> find(other, remedy.before()).isPresent())
                .filter(other -> other == run
                        || other.hasTheTaskOf(run) && other.changes().equals(run.changes()))
                .findFirst();
    }

    /** One run's rows. */
    private final class Comparison {
        private final RunResult run;
        private final ModelMetrics after;
        private final RunResult base;
        private final ModelMetrics before;

        private Comparison(RunResult run, ModelMetrics after, RunResult base) {
            this.run = run;
            this.after = after;
            this.base = base;
            this.before = find(base, remedy.before()).orElseThrow();
        }

        private void add() {
            switch (run.task()) {
                case "open-world", "closed-world" -> naming();
                case "multiple-choice" -> multipleChoice();
                default -> primary();
            }
            after.verdicts().keySet().stream()
                    .filter(before.verdicts()::containsKey)
                    .forEach(rule -> rows.add(row("judged", rule, label -> true)));
        }

        /** Exact match as the study has it of fine-tuned models, and the rule by which it judges all others. */
        private void naming() {
            for (String rule : List.of(ExactMatch.RULE.id(), Inclusion.LABEL.id())) {
                rows.add(row(ALL, rule, label -> true));
                if (!remedy.trained().isEmpty()) {
                    rows.add(row("trained classes", rule, remedy::isTrained));
                    rows.add(row("other classes", rule, label -> !remedy.isTrained(label)));
                }
            }
        }

        private void multipleChoice() {
            String guess = OptionLetter.MCQ_GUESS.id();
            if (after.rules().containsKey(guess) && before.rules().containsKey(guess)) {
                rows.add(row("questions", guess, label -> true));
            } else {
                primary();
            }
        }

        /** Under the run's own rule, by the service, which knows grades. */
        private void primary() {
            PairedMetrics pair = client.compare(run.run(), after.model(), before.model(), base.run());
            boolean graded = pair.pairedT() != null || pair.mcNemar() == null && pair.n() > 0;
            rows.add(new RemedyRow(
                    run,
                    words("items"),
                    RunResult.primaryRule(after),
                    graded ? Rate.of(before.primary().orElse(null)) : rate(pair, false),
                    graded ? Rate.of(after.primary().orElse(null)) : rate(pair, true),
                    pair,
                    published(pair, "items", RunResult.primaryRule(after))));
        }

        private RemedyRow row(String what, String rule, Predicate<String> labels) {
            PairedMetrics pair = items.compare(run.run(), after.model(), base.run(), before.model(), rule, labels);
            return new RemedyRow(
                    run, words(what), rule, rate(pair, false), rate(pair, true), pair, published(pair, what, rule));
        }

        private String words(String what) {
            String task = run.details().benchmark() == null
                    ? run.task().replace('-', ' ')
                    : run.details().benchmark();
            String labels = run.hasLabels() ? ", K = " + run.details().labels() : "";
            return run.dataset() + ", " + task + labels
                    + (what.equals("items") || what.equals("questions") ? "" : ": " + what);
        }

        private @Nullable Published published(PairedMetrics pair, String what, String rule) {
            if (what.equals(ALL) && run.task().equals("open-world")) {
                String then = rule.equals(ExactMatch.RULE.id()) ? "fine-tuned" : "captions";
                return PublishedValues.dataset(run.dataset())
                        .map(dataset -> Published.of(run, pair, dataset, "open-world", then))
                        .orElse(null);
            }
            if (what.equals("questions") && StudySections.imageWikiQa(run).isPresent()) {
                String setting = StudySections.imageWikiQa(run).orElseThrow();
                return Published.of(run, pair, "ImageWikiQA", setting, setting);
            }
            return what.equals("items") && "textvqa".equals(run.details().benchmark())
                    ? Published.of(run, pair, "TextVQA", "textvqa", "textvqa")
                    : null;
        }
    }

    private static Rate rate(PairedMetrics pair, boolean first) {
        return new Rate(pair.n(), pair.bothRight() + (first ? pair.onlyFirst() : pair.onlySecond()));
    }

    private Section section() {
        TextTable table = new TextTable(
                "what",
                "run",
                "after",
                "rule",
                ">n",
                ">before",
                ">after",
                ">after − before, points",
                ">p",
                ">p (Holm)",
                ">study");
        List<RemedyRow> adjusted = adjusted();
        adjusted.forEach(row -> table.row(row.cells()));
        return new Section(
                "The remedy: " + remedy.before() + " before and after fine-tuning",
                "All numbers are percentages with 95 % intervals, on the items that both models answered. The"
                        + " difference is after minus before, paired by item. p is McNemar's exact test (Student's paired"
                        + " t test for rules with part credit), without and with Holm's correction for all rows. Class"
                        + " names are judged twice: by exact match, ignoring case, as the study evaluates fine-tuned"
                        + " models; and by whether the answer contains the label, as it evaluates all other models. The"
                        + " study's number before fine-tuning is the latter."
                        + (remedy.trained().isEmpty()
                                ? " To see trained and other classes apart, name the trained ones with"
                                        + " --trained-classes."
                                : ""),
                adjusted.stream().flatMap(row -> row.lines().stream()).toList(),
                table);
    }

    private List<RemedyRow> adjusted() {
        List<RemedyRow> tested =
                rows.stream().filter(row -> row.pair().p() != null).toList();
        List<Double> p =
                Holm.adjusted(tested.stream().map(row -> row.pair().p()).toList());
        List<RemedyRow> all = new ArrayList<>(rows);
        for (int i = 0; i < tested.size(); i++) {
            all.set(rows.indexOf(tested.get(i)), tested.get(i).withAdjusted(p.get(i)));
        }
        return all;
    }
}
