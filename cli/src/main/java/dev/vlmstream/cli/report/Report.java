package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.output.Csv;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
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
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RunFrequency;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables of the runs given.
 *
 * @param notes what must be read before quoting
 * @param made when, by which version
 */
public record Report(List<String> notes, List<Gap> gaps, List<Section> sections, String made) {
    private static final String GRADED =
            Rules.ALL.stream().filter(Rule::isGraded).map(Rule::id).collect(Collectors.joining(", "));

    private static final String EMOJI =
            "The emoji models illustrate the study's finding; the gap between emoji-vlm and CLIP"
                    + " is built into their training data and is no independent evidence. Their test images are by unseen"
                    + " artists, of classes that were all trained on (demo/README.md).";

    /**
     * Reads everything from the scoring service.
     *
     * @param version of the software that makes the report, its name included
     */
    public static Report of(ScoringClient client, ReportRequest request, String version, Instant now) {
        List<RunResult> runs = request.runs().stream()
                .distinct()
                .map(id -> RunResult.of(client, id, request.names()))
                .toList();
        List<ProbeResult> probes = ProbeResult.read(request.probes(), runs);
        Map<String, RunFrequency> frequencies =
                runs.stream().map(RunResult::run).collect(Collectors.toMap(run -> run, client::frequency));
        List<Gap> gaps = Gap.all(runs, client, request.unlike());
        Stream<Section> remedy =
                request.remedy() == null ? Stream.empty() : Stream.of(RemedySection.of(request.remedy(), runs, client));
        Stream<Section> differing = Stream.of(SettingSections.differing(runs));
        Stream<Section> study = StudySections.all(runs, probes, frequencies).stream();
        Stream<Section> others = Stream.of(
                Gap.section(gaps),
                RateSections.main(runs),
                SettingSections.notApplicable(runs),
                RateSections.variants(runs, client),
                RateSections.labelSetSize(runs),
                RateSections.synonyms(runs),
                MetricSections.judges(runs),
                MetricSections.frequency(runs, frequencies),
                RateSections.likelihood(runs),
                ReliabilitySections.scores(runs),
                RateSections.probes(probes),
                QuestionSections.multipleChoice(runs),
                QuestionSections.benchmarks(runs),
                QuestionSections.polls(runs),
                MetricSections.pairs(runs),
                RateSections.everyRule(runs),
                MetricSections.every(runs),
                ReliabilitySections.bins(runs),
                SettingSections.common(runs),
                SettingSections.models(runs));
        List<Section> sections = Stream.of(remedy, differing, study, others)
                .flatMap(part -> part)
                .filter(section -> !section.isEmpty())
                .toList();
        return new Report(
                notes(runs, sections),
                gaps,
                sections,
                "Made " + now.truncatedTo(ChronoUnit.SECONDS) + " by " + version);
    }

    private static List<String> notes(List<RunResult> runs, List<Section> sections) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "Accuracy is correct / n; n counts answers that were judged, those that could not be read included; items that"
                        + " failed or were refused are not in n. Intervals are Wilson's at 95 %, of"
                        + " rules that give part credit (" + GRADED
                        + ") the accuracy is the mean grade and the interval"
                        + " that of its sample variance. “undefined”: there is nothing to"
                        + " divide by. “study”: " + PublishedValues.citation("study")
                        + ", which gives no intervals; the difference to it carries"
                        + " ours alone.");
        if (sections.stream().anyMatch(section -> section.title().startsWith(StudySections.TITLE))) {
            notes.add(StudySections.READING);
        }
        if (runs.stream().anyMatch(run -> run.dataset().toLowerCase(Locale.ROOT).contains("emoji"))) {
            notes.add(EMOJI);
        }
        if (runs.stream().anyMatch(run -> !run.details().complete())) {
            notes.add("Not all of the runs are complete: see their state among the settings.");
        }
        return notes;
    }

    /** One page that needs nothing else: no script, no style sheet, no picture from elsewhere. */
    public String html() {
        return ReportPage.of(this);
    }

    /** Everything for programs: the sections with their tables as they are shown, and with their rates. */
    public String json() {
        ObjectNode json = Json.object().put("made", made);
        json.set("notes", Json.MAPPER.valueToTree(notes));
        ArrayNode all = json.putArray("sections");
        for (Section section : sections) {
            TextTable table = section.table().filled();
            ObjectNode one = all.addObject().put("title", section.title()).put("note", section.note());
            one.set("columns", Json.MAPPER.valueToTree(table.header()));
            one.set("rows", Json.MAPPER.valueToTree(table.rows()));
            ArrayNode rates = one.putArray("rates");
            section.lines().forEach(line -> rates.add(line.json()));
        }
        return Json.pretty(json) + "\n";
    }

    public String markdown() {
        StringBuilder text = new StringBuilder("# VLM Stream report\n\n" + made + "\n");
        notes.forEach(note -> text.append("\n").append(note).append("\n"));
        for (Section section : sections) {
            text.append("\n## ").append(section.title()).append("\n");
            text.append(section.note().isEmpty() ? "" : section.note() + "\n").append("\n");
            section.table()
                    .filled()
                    .markdown()
                    .forEach(line -> text.append(line).append("\n"));
        }
        return text.toString();
    }

    /** A line a rate; numbers are fractions but for the study's percent; an undefined one is an empty cell. */
    public String csv() {
        StringBuilder text = new StringBuilder(
                "section,dataset,run,model,setting,rule,n,correct,accuracy,low,high,unparsed,"
                        + "failed,published_percent,paired_against,paired_difference,paired_low,paired_high,paired_p\n");
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
