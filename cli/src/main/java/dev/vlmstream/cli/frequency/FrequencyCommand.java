package dev.vlmstream.cli.frequency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.OutputPath;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.datasets.ClassList;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.formats.CorpusForm;
import dev.vlmstream.evaluation.frequency.FrequencyCounter;
import dev.vlmstream.evaluation.frequency.FrequencyCounter.NameCount;
import dev.vlmstream.evaluation.frequency.NameIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "frequency",
        description = {
            "Counts how often class names occur in a model's training texts, tokenised and matched as in the study, without"
                    + " Kafka.",
            "  texts        how many texts contain the name",
            "  occurrences  how often the name occurs",
            "  study the result of the study's published notebooks (docs/statistics.md)",
            "push --frequency FILE then shows the run's accuracies beside the counts, live."
        },
        footer = {
            "  vlmstream frequency blip_laion_cc_sbu_558k.json llava_v1_5_mix665k.json \\",
            "      --classes imagenet_classes.json --out counts.json",
            "  vlmstream frequency captions/*.jsonl.gz --corpus-field caption --classes names.txt --out counts.json"
        })
public final class FrequencyCommand extends PrintingCommand {
    private static final int SHOWN = 20;

    @Parameters(
            paramLabel = "CORPUS",
            arity = "1..*",
            description = "JSON Lines, or JSON arrays such as LLaVA's, also compressed (.gz); or folders of them.")
    private List<Path> corpus;

    @Option(
            names = "--classes",
            required = true,
            paramLabel = "FILE",
            description = "Class names, a JSON array or one per line.")
    private Path classes;

    @Option(
            names = "--corpus-field",
            paramLabel = "NAME",
            description = "The field that holds the text, or an array of texts (default: text, or the turns of LLaVA's"
                    + " conversations, each as one text).")
    private @Nullable String field;

    @Option(
            names = "--from",
            paramLabel = "SPEAKER",
            description = "For LLaVA's conversations: only the turns of human or of gpt.")
    private @Nullable String from;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            converter = OutputPath.Converter.class,
            description = "Write the counts to this file, as JSON.")
    private @Nullable Path out;

    @Option(names = "--json", description = "Print the counts as JSON.")
    private boolean json;

    @Override
    public Integer call() throws DatasetException, IOException {
        Path file = out == null ? null : OutputPath.of(out).fileAlone("counts.json");
        NameIndex index = new NameIndex(ClassList.read(classes).names());
        List<Path> files = CorpusCount.files(corpus);
        CorpusForm form = new CorpusForm(Optional.ofNullable(field), Optional.ofNullable(from));
        Progress progress = new Progress(err(), "counting");
        FrequencyCounter counted = new CorpusCount(index, form, progress).count(files);
        ObjectNode counts = CountFile.json(counted, files);
        if (file != null) {
            Files.writeString(file, Json.pretty(counts) + "\n");
        }
        print(counted, counts);
        return 0;
    }

    private void print(FrequencyCounter counted, ObjectNode counts) {
        if (json) {
            print(Json.line(counts));
        } else {
            table(counted.counts()).lines().forEach(this::print);
            long never = counted.counts().values().stream()
                    .filter(count -> count.texts() == 0)
                    .count();
            print(counted.texts() + " texts; " + never + " of "
                    + counted.counts().size() + " names in none of them"
                    + (out == null ? "; --out FILE keeps the counts" : "; counts in " + out));
        }
    }

    private static TextTable table(Map<String, NameCount> counts) {
        TextTable table = new TextTable("name", ">texts", ">occurrences", ">study");
        counts.entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue().texts()))
                .limit(SHOWN)
                .forEach(entry -> table.row(
                        entry.getKey(),
                        entry.getValue().texts(),
                        entry.getValue().occurrences(),
                        entry.getValue().study()));
        return table;
    }
}
