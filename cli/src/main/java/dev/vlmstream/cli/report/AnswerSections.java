package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.PairTable;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.figures.Figure;
import dev.vlmstream.cli.report.figures.HeatMap;
import dev.vlmstream.cli.report.figures.ModelMark;
import dev.vlmstream.cli.report.figures.RowPlot;
import dev.vlmstream.cli.report.figures.RowPlot.Group;
import dev.vlmstream.cli.report.figures.RowPlot.Row;
import dev.vlmstream.cli.report.results.AnswerLog;
import dev.vlmstream.cli.report.results.AnswerLog.ModelAnswers;
import dev.vlmstream.cli.report.results.AnswerLog.ModelAnswers.Answer;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.rest.items.ConfusionRow;
import dev.vlmstream.rest.metrics.ClassColumns;
import dev.vlmstream.rest.metrics.ClassColumns.ModelColumns;
import dev.vlmstream.rest.metrics.ModelMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** What was answered: which answers how often, and which classes were taken for which. */
final class AnswerSections {
    private static final int ROWS = 8;
    /** Drawings of one section. */
    private static final int DRAWN = 6;
    /** A heat map of more classes cannot be read. */
    private static final int HEAT = 50;

    private static final int ALL_PAIRS = 10_000;
    private static final String NO_CLASS = "no class";

    private AnswerSections() {}

    /** How often models gave their most frequent answers, for those that gave some answer more than once. */
    static Section answers(List<RunResult> runs, Map<String, AnswerLog> logs, Function<String, ModelMark> marks) {
        TextTable table =
                new TextTable("run", "model", "answer", ">times", ">share", ">right answer", ">different answers");
        Map<Double, List<Group>> groups = new TreeMap<>(Comparator.reverseOrder());
        for (RunResult run : runs) {
            for (ModelMetrics model : run.models()) {
                logs.get(run.run())
                        .of(model.model())
                        .filter(all -> repeats(all) && !model.optimistic())
                        .ifPresent(all -> {
                            List<Answer> most = all.mostFrequent(ROWS);
                            String opening = opening(most);
                            most.forEach(answer -> table.row(
                                    run.run(),
                                    model.model(),
                                    answer.text(),
                                    answer.count(),
                                    PairTable.percent(answer.count(), all.n()),
                                    all.shown(name(answer, opening))
                                            .map(String::valueOf)
                                            .orElse("–"),
                                    all.different()));
                            groups.computeIfAbsent((double) most.get(0).count() / all.n(), share -> new ArrayList<>())
                                    .add(group(run, model, all, most, marks));
                        });
            }
        }
        List<Figure> figures = groups.values().stream()
                .flatMap(List::stream)
                .limit(DRAWN)
                .<Figure>map(RowPlot::ofBars)
                .toList();
        return new Section(
                        "What was answered",
                        "The most frequent answers of each model, and how often a name among them was the right answer"
                                + " (a thin line in the plots). Answers that differ only in case or in a final full stop"
                                + " are counted together."
                                + (runs.size() > 1 || figures.size() == DRAWN
                                        ? " Models that repeat themselves most come first."
                                        : ""),
                        table)
                .drawn(figures);
    }

    private static boolean repeats(ModelAnswers answers) {
        return answers.mostFrequent(1).stream().anyMatch(answer -> answer.count() > 1);
    }

    private static Group group(
            RunResult run, ModelMetrics model, ModelAnswers all, List<Answer> most, Function<String, ModelMark> marks) {
        String opening = opening(most);
        double longest = most.stream()
                .mapToDouble(answer -> Math.max(
                        answer.count(), all.shown(name(answer, opening)).orElse(0L)))
                .max()
                .orElse(1);
        return new Group(
                model.model() + " in " + run.run() + ": " + all.different() + " different answers to " + all.n()
                        + " items" + (opening.isEmpty() ? "" : ", “" + opening.strip() + " …”"),
                marks.apply(model.model()),
                most.stream()
                        .map(answer -> Row.bar(
                                name(answer, opening),
                                answer.count() + " (" + PairTable.percent(answer.count(), all.n()) + ")",
                                answer.count() / longest,
                                all.shown(name(answer, opening))
                                        .map(shown -> shown / longest)
                                        .orElse(null)))
                        .toList());
    }

    /** The words with which all of them begin; empty for fewer than two. */
    private static String opening(List<Answer> answers) {
        String common = answers.get(0).text();
        for (Answer answer : answers) {
            int same = 0;
            while (same < Math.min(common.length(), answer.text().length())
                    && common.charAt(same) == answer.text().charAt(same)) {
                same++;
            }
            common = common.substring(0, same);
        }
        String words = common.substring(0, common.lastIndexOf(' ') + 1);
        return words.split(" ").length < 2 || answers.size() < 2 ? "" : words;
    }

    private static String name(Answer answer, String opening) {
        String name = answer.text().substring(opening.length()).replaceFirst("[.!]+$", "");
        return name.isEmpty() ? "(empty)" : name;
    }

    /** Of runs over classes: each model's most frequent confusions, and for few classes all of them as a heat map. */
    static Section confusions(List<RunResult> runs, ScoringClient client, Function<String, ModelMark> marks) {
        TextTable table = new TextTable("run", "model", "shown", "answered", ">times", ">of", ">share");
        List<Figure> figures = new ArrayList<>();
        Set<String> drawn = new HashSet<>();
        for (RunResult run : runs) {
            if (run.details().classCount() > 0) {
                ClassColumns classes = client.classes(run.run());
                for (ModelColumns model : classes.models()) {
                    if (run.isOptimistic(model.model())) {
                        continue;
                    }
                    Confusions confusions = new Confusions(run.run(), classes.names(), model, client);
                    confusions.rows(table);
                    // The same model asked in another way is confused much alike.
                    if (!confusions.isEmpty() && figures.size() < DRAWN && drawn.add(model.model())) {
                        figures.add(confusions.figure(marks.apply(model.model())));
                    }
                }
            }
        }
        return new Section(
                        "Confusions",
                        "Which classes were answered in place of the right one, for each model in the first run in"
                                + " which it answered. In a matrix, rows are the classes shown and columns the answers;"
                                + " the more often a class was answered, the stronger its colour, and right answers lie on the"
                                + " diagonal.",
                        table)
                .drawn(figures);
    }

    /** One model's in one run. */
    private static final class Confusions {
        private final String run;
        private final List<String> names;
        private final ModelColumns model;
        private final List<ConfusionRow> pairs;

        Confusions(String run, List<String> names, ModelColumns model, ScoringClient client) {
            this.run = run;
            this.names = names;
            this.model = model;
            this.pairs = client.confusions(run, model.model(), ALL_PAIRS);
        }

        boolean isEmpty() {
            return pairs.isEmpty();
        }

        void rows(TextTable table) {
            pairs.stream()
                    .limit(ROWS)
                    .forEach(pair -> table.row(
                            run,
                            model.model(),
                            pair.label(),
                            said(pair),
                            pair.count(),
                            pair.shown(),
                            PairTable.percent(pair.count(), pair.shown())));
        }

        Figure figure(ModelMark mark) {
            List<String> shown = Stream.concat(
                            names.stream().filter(name -> model.n().get(names.indexOf(name)) > 0),
                            pairs.stream().map(ConfusionRow::label))
                    .distinct()
                    .toList();
            List<String> answered = Stream.concat(shown.stream(), pairs.stream().map(Confusions::said))
                    .distinct()
                    .sorted(Comparator.comparing(NO_CLASS::equals))
                    .toList();
            return answered.size() <= HEAT ? heatMap(shown, answered) : bars(mark);
        }

        private RowPlot bars(ModelMark mark) {
            List<ConfusionRow> most = pairs.stream()
                    .filter(pair -> pair.said() != null
                            && pair.count() >= Math.min(2, pairs.get(0).count()))
                    .limit(ROWS)
                    .toList();
            double longest = most.stream().mapToLong(ConfusionRow::count).max().orElse(1);
            long none = pairs.stream()
                    .filter(pair -> pair.said() == null)
                    .mapToLong(ConfusionRow::count)
                    .sum();
            String name = none == 0
                    ? title()
                    : title() + "; " + none + (none == 1 ? " answer names" : " answers name") + " none of the classes";
            return RowPlot.ofBars(new Group(
                    name,
                    mark,
                    most.stream()
                            .map(pair -> Row.bar(
                                    pair.label() + " → " + pair.said(),
                                    pair.count() + " of " + pair.shown(),
                                    pair.count() / longest,
                                    null))
                            .toList()));
        }

        private HeatMap heatMap(List<String> shown, List<String> answered) {
            List<HeatMap.Cell> cells = new ArrayList<>();
            for (int row = 0; row < shown.size(); row++) {
                int place = names.indexOf(shown.get(row));
                long right = place < 0 ? 0 : model.correct().get(place);
                if (right > 0) {
                    cells.add(cell(
                            row,
                            answered.indexOf(shown.get(row)),
                            shown.get(row),
                            right,
                            model.n().get(place)));
                }
            }
            pairs.forEach(pair -> cells.add(cell(
                    shown.indexOf(pair.label()),
                    answered.indexOf(said(pair)),
                    said(pair),
                    pair.count(),
                    pair.shown())));
            return new HeatMap(title(), "", HeatMap.names(shown), HeatMap.names(answered), cells);
        }

        private static HeatMap.Cell cell(int row, int column, String said, long count, long of) {
            return HeatMap.cell(row, column, (double) count / of, row == column, said + ": " + count + " of " + of);
        }

        private String title() {
            return model.model() + " in " + run;
        }

        private static String said(ConfusionRow pair) {
            return pair.said() == null ? NO_CLASS : pair.said();
        }
    }
}
