package dev.vlmstream.cli;

import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.OutputPath;
import dev.vlmstream.cli.report.Report;
import dev.vlmstream.cli.report.ReportRequest;
import dev.vlmstream.cli.report.ReportRequest.Remedy;
import dev.vlmstream.cli.report.results.PublishedValues;
import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description = {
            "Writes a report of the given runs: plots, example pictures, and tables with intervals and, where there are any,"
                    + " published numbers.",
            "As HTML it is a single file to read, print or mail. The tables are the study's own in its layout, and"
                    + " others: a model before and after fine-tuning, the gap, trainings, main results, inference"
                    + " variants, label-set size, synonyms, judged answers, class likelihood, calibration, probes,"
                    + " ImageWikiQA, benchmarks, what was answered, confusions, paired differences, every rule, settings"
                    + " and digests."
        },
        footer = {
            "  vlmstream report emoji-open emoji-5 emoji-20 --out report.html",
            "  vlmstream report flowers-open flowers-likelihood --probe probe.json --out study/",
            "  vlmstream report flowers-open --format md",
            "  vlmstream report open wikiqa textvqa --before llava-1.5-7b-hf --after my-projector --out remedy.html",
            "  vlmstream report imagenet-open --as my-projector='LLaVA1.5-7B, projector on ImageNet'"
        })
final class ReportCommand extends PrintingCommand {
    enum ReportFormat {
        html,
        md,
        csv,
        json;

        private String of(Report report) {
            return switch (this) {
                case html -> report.html();
                case md -> report.markdown();
                case csv -> report.csv();
                case json -> report.json();
            };
        }
    }

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "The runs' ids; `vlmstream runs` lists them.")
    private List<String> runs;

    @Mixin
    private ServerOption server;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE|DIR",
            converter = OutputPath.Converter.class,
            description =
                    "A file whose name ends in .html, .md, .csv or .json, or a folder: an existing one, or a name that"
                            + " ends in /. A folder gets report.html, .md, .csv and .json, or only that of --format"
                            + " (default: standard output).")
    private @Nullable Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: by the file's ending; md on standard output).")
    private @Nullable ReportFormat format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(
            names = "--probe",
            paramLabel = "FILE",
            description = "A probe's result, as `probe --json` wrote it. May be given several times.")
    private List<Path> probes = List.of();

    @Option(
            names = "--before",
            paramLabel = "MODEL",
            description = "A model before fine-tuning: the report compares it with --after, item by item.")
    private @Nullable String before;

    @Option(
            names = "--after",
            paramLabel = "MODEL",
            description =
                    "The same model after fine-tuning; the runs must contain its answers, too. May be given several"
                            + " times.")
    private List<String> after = List.of();

    @Option(
            names = "--trained-classes",
            paramLabel = "FILE",
            description = "The classes it was fine-tuned on (a JSON array, or one name per line): they are compared"
                    + " separately.")
    private @Nullable Path trained;

    @Option(
            names = "--as",
            paramLabel = "MODEL=NAME",
            description = "Treat a model of the runs, such as your own checkpoint, as the published model NAME"
                    + " (docs/study-tables.md). May be given several times.")
    private Map<String, String> names = Map.of();

    @Option(
            names = "--unlike",
            description =
                    "Give p in the gap even where a row and its reference did not choose from the same classes, such"
                            + " as 5 of 14 against all.")
    private boolean unlike;

    @Override
    public Integer call() throws DatasetException, IOException {
        OutputPath place = out == null ? null : OutputPath.of(out);
        List<ReportFormat> formats = formats(place);
        ReportRequest request = new ReportRequest(runs, probes, published(), unlike, remedy());
        Report report = Report.of(server.client(), request);
        for (ReportFormat each : formats) {
            if (place == null) {
                out().print(each.of(report));
            } else {
                write(place.file("report." + each), each, report);
            }
        }
        return 0;
    }

    /** Those to write; several only into a folder. */
    private List<ReportFormat> formats(@Nullable OutputPath place) {
        ReportFormat wanted = json ? ReportFormat.json : format;
        if (wanted != null) {
            return List.of(wanted);
        }
        if (place == null) {
            return List.of(ReportFormat.md);
        }
        if (place.isFolder()) {
            return List.of(ReportFormat.values());
        }
        return List.of(ending(place.path())
                .orElseThrow(
                        () -> new WrongValue("--out " + place.path() + " has an ending that names no format; end it in "
                                + Arrays.stream(ReportFormat.values())
                                        .map(each -> "." + each)
                                        .collect(Collectors.joining(", "))
                                + ", give --format, or write " + place.path() + "/ for a folder")));
    }

    private Map<String, String> published() {
        names.values().stream()
                .filter(name -> PublishedValues.model(name).isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw new WrongValue("--as: nothing is published for a model \"" + name + "\"; there are "
                            + String.join("; ", PublishedValues.models()));
                });
        return names;
    }

    private @Nullable Remedy remedy() throws DatasetException {
        if ((before == null) != after.isEmpty()) {
            throw new WrongValue("--before and --after go together: name a model with each");
        }
        if (before == null) {
            if (trained != null) {
                throw new WrongValue("--trained-classes needs --before and --after: the models it is about");
            }
            return null;
        }
        return Remedy.of(
                before,
                after,
                trained == null ? List.of() : ClassList.read(trained).names());
    }

    private void write(Path file, ReportFormat format, Report report) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Files.writeString(file, format.of(report));
        say(file.toString());
    }

    private static Optional<ReportFormat> ending(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (ReportFormat format : ReportFormat.values()) {
            if (name.endsWith("." + format)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
