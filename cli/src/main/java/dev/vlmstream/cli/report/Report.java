package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.output.Csv;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.figures.ModelMark;
import dev.vlmstream.cli.report.results.AnswerLog;
import dev.vlmstream.cli.report.results.ProbeResult;
import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.cli.report.results.Rate.PairedDifference;
import dev.vlmstream.cli.report.results.ReportedRate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.report.study.StudySections;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.rest.ModelColour;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RunFrequency;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of the runs given.
 *
 * @param notes what must be read before quoting
 * @param sections all there are, for programs
 * @param read those that people read: without what others show as well
 * @param about the runs, in words
 * @param made when, by which version
 */
public record Report(List<String> notes, List<Section> sections, List<Section> read, String about, String made) {
    private static final String GRADED =
            Rules.ALL.stream().filter(Rule::isGraded).map(Rule::id).collect(Collectors.joining(", "));

    private static final String EMOJI =
            "The emoji models illustrate the study's finding. The gap between emoji-vlm and CLIP is built into their"
                    + " training data, so it is not independent evidence. Their test images are by unseen artists, but show"
                    + " only classes that occur in the training data (demo/README.md).";

    /** Reads everything from the scoring service. */
    public static Report of(ScoringClient client, ReportRequest request) {
        List<RunResult> runs = request.runs().stream()
                .distinct()
                .map(id -> RunResult.of(client, id, request.names()))
                .toList();
        List<ProbeResult> probes = ProbeResult.read(request.probes(), runs);
        Map<String, RunFrequency> frequencies =
                runs.stream().map(RunResult::run).collect(Collectors.toMap(run -> run, client::frequency));
        Map<String, AnswerLog> logs = runs.stream()
                .map(RunResult::run)
                .collect(Collectors.toMap(run -> run, run -> AnswerLog.of(client, run)));
        Map<String, ModelColour> colours =
                client.colours().stream().collect(Collectors.toMap(ModelColour::model, Function.identity()));
        Function<String, ModelMark> marks = model -> ModelMark.of(colours.get(model));
        List<Gap> gaps = Gap.all(runs, client, request.unlike());
        List<Section> study = StudySections.all(runs, probes, frequencies);
        List<Section> rates = List.of(
                RateSections.main(runs),
                RateSections.labelSetSize(runs),
                RateSections.synonyms(runs),
                RateSections.likelihood(runs),
                RateSections.probes(probes),
                QuestionSections.multipleChoice(runs));
        Set<List<Object>> shown = shown(study, gaps);
        List<Section> sections = Stream.of(
                        remedy(request, runs, client),
                        Stream.of(
                                SettingSections.differing(runs),
                                Gap.section(gaps, marks),
                                Trainings.section(runs, client, marks)),
                        study.stream(),
                        rates.stream(),
                        Stream.of(
                                SettingSections.notApplicable(runs),
                                RateSections.variants(runs, client),
                                QuestionSections.benchmarks(runs),
                                QuestionSections.polls(runs),
                                MetricSections.judges(runs),
                                MetricSections.frequency(runs, frequencies),
                                Examples.section(runs, client, logs, marks),
                                AnswerSections.answers(runs, logs, marks),
                                AnswerSections.confusions(runs, client, marks),
                                ReliabilitySections.scores(runs),
                                ReliabilitySections.bins(runs, marks),
                                MetricSections.pairs(runs),
                                RateSections.everyRule(runs),
                                MetricSections.every(runs),
                                SettingSections.common(runs),
                                SettingSections.models(runs)))
                .flatMap(part -> part)
                .filter(section -> !section.isEmpty())
                .toList();
        return new Report(
                notes(runs, sections),
                sections,
                sections.stream()
                        .filter(section -> !rates.contains(section)
                                || !section.lines().stream().map(Report::number).allMatch(shown::contains))
                        .toList(),
                about(runs),
                "Made " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + " by " + Installation.version());
    }

    private static Stream<Section> remedy(ReportRequest request, List<RunResult> runs, ScoringClient client) {
        return request.remedy() == null ? Stream.empty() : Stream.of(RemedySection.of(request.remedy(), runs, client));
    }

    /** The numbers of the study's tables and of the gap. */
    private static Set<List<Object>> shown(List<Section> study, List<Gap> gaps) {
        return Stream.concat(
                        study.stream().flatMap(table -> table.lines().stream()).map(Report::number),
                        gaps.stream()
                                .flatMap(gap -> gap.rows().stream())
                                .map(row -> List.<Object>of(row.run(), row.model(), row.n(), row.correct())))
                .collect(Collectors.toSet());
    }

    private static List<Object> number(ReportedRate line) {
        return List.of(line.run(), line.model(), line.rate().n(), line.rate().correct());
    }

    private static String about(List<RunResult> runs) {
        return runs.stream()
                        .map(run -> run.dataset()
                                + (run.details().split() == null
                                        ? ""
                                        : ", " + run.details().split()))
                        .distinct()
                        .map(images -> images.replaceFirst(", (.*)$", " ($1)"))
                        .collect(Collectors.joining(" and "))
                + ": "
                + runs.stream().map(RunResult::run).collect(Collectors.joining(", "));
    }

    private static List<String> notes(List<RunResult> runs, List<Section> sections) {
        List<String> notes = new ArrayList<>();
        notes.add("Accuracy is the share of judged answers that are right. n counts the judged answers, including"
                + " unparsed ones; items that failed or were refused are excluded from all rates. Intervals are 95"
                + " % Wilson intervals. For rules with part credit (" + GRADED
                + "), accuracy is the mean grade, and its interval is based on the variance of"
                + " the grades. A number is “undefined” if there is nothing to divide by. “Study” means "
                + PublishedValues.citation("study")
                + ". It gives no intervals, so a difference from it has only the uncertainty of our number.");
        if (sections.stream().anyMatch(section -> section.title().startsWith(StudySections.TITLE))) {
            notes.add(StudySections.READING);
        }
        if (runs.stream().anyMatch(run -> run.dataset().toLowerCase(Locale.ROOT).contains("emoji"))) {
            notes.add(EMOJI);
        }
        if (runs.stream().anyMatch(run -> !run.details().complete())) {
            notes.add("Not all runs are complete. Their state is listed among the settings.");
        }
        return notes;
    }

    /** One page that needs nothing else: no script, no style sheet, no picture from elsewhere. */
    public String html() {
        return ReportPage.of(this);
    }

    /** Everything for programs: the sections with their tables as they are shown, and with their rates. */
    public String json() {
        ObjectNode json = Json.object().put("made", made).putPOJO("notes", notes);
        ArrayNode all = json.putArray("sections");
        for (Section section : sections) {
            TextTable table = section.shown();
            all.addObject()
                    .put("title", section.title())
                    .put("note", section.note())
                    .putPOJO("columns", table.header())
                    .putPOJO("rows", table.rows())
                    .putArray("rates")
                    .addAll(section.lines().stream().map(ReportedRate::json).toList());
        }
        return Json.pretty(json) + "\n";
    }

    public String markdown() {
        StringBuilder text = new StringBuilder("# VLM Stream report\n\n" + about + "\n\n" + made + "\n");
        notes.forEach(note -> text.append("\n").append(note).append("\n"));
        for (Section section : read) {
            text.append("\n## ").append(section.title()).append("\n");
            text.append(section.note().isEmpty() ? "" : section.note() + "\n").append("\n");
            section.shown().markdown().forEach(line -> text.append(line).append("\n"));
        }
        return text.toString();
    }

    /** A line a rate; numbers are fractions but for the study's percent; an undefined one is an empty cell. */
    public String csv() {
        StringBuilder text = new StringBuilder(
                "section,dataset,run,model,setting,rule,n,correct,accuracy,low,high,unparsed,failed,published_percent,paired_against,paired_difference,paired_low,paired_high,paired_p\n");
        sections.forEach(section ->
                section.lines().forEach(line -> text.append(csv(section, line)).append("\n")));
        return text.toString();
    }

    private static String csv(Section section, ReportedRate line) {
        List<String> cells = new ArrayList<>(List.of(
                section.title(),
                line.dataset(),
                line.run(),
                line.model(),
                line.setting(),
                line.rule(),
                "" + line.rate().n(),
                "" + line.rate().correct(),
                line.rate().n() == 0 ? "" : "" + line.rate().accuracy()));
        cells.add(line.rate().interval().map(interval -> "" + interval.low()).orElse(""));
        cells.add(line.rate().interval().map(interval -> "" + interval.high()).orElse(""));
        cells.add("" + line.unparsed());
        cells.add("" + line.failed());
        cells.add(line.published().isPresent() ? "" + line.published().getAsDouble() : "");
        cells.add(line.paired().map(PairedDifference::against).orElse(""));
        Optional<PairedMetrics> pair = line.paired().map(PairedDifference::numbers);
        Stream.<Function<PairedMetrics, Double>>of(
                        PairedMetrics::difference, PairedMetrics::low, PairedMetrics::high, PairedMetrics::p)
                .forEach(number ->
                        cells.add(pair.map(number).map(String::valueOf).orElse("")));
        return Csv.line(cells);
    }
}
