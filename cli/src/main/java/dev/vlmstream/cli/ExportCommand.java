package dev.vlmstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Csv;
import dev.vlmstream.cli.output.ExportCsv;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.LmmsEvalSamples;
import dev.vlmstream.cli.rest.ScoringClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        description = {"Writes every prediction of a run with its scores: a line per item and model.", ""},
        footer = {
            "",
            "Examples:",
            "  vlmstream export flowers-1 > flowers-1.jsonl",
            "  vlmstream export flowers-1 --format csv --output flowers-1.csv",
            "  vlmstream export flowers-1 --format lmms-eval --model my-llava --output samples.jsonl"
        })
final class ExportCommand implements Callable<Integer> {
    enum Format {
        jsonl,
        csv,
        lmms_eval;

        @Override
        public String toString() {
            return name().replace('_', '-');
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run's id; `vlmstream runs` lists them.")
    private String run;

    @Mixin
    private ServerOption server;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "jsonl",
            description =
                    "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). lmms-eval: as its --log_samples writes; items"
                            + " that failed or were refused are left out and counted.")
    private Format format;

    @Option(
            names = {"-o", "--output", "--out"},
            paramLabel = "FILE",
            description = "Where to write (default: standard output).")
    private Path output;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "Only the predictions of one model (default: all; lmms-eval files hold one).")
    private String model;

    @Option(names = "--json", description = "The same as --format jsonl.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ScoringClient client = server.client();
        requireModel(client.metrics(run));
        if (output == null) {
            write(client, spec.commandLine().getOut());
            return 0;
        }
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(output, StandardCharsets.UTF_8))) {
            write(client, out);
            if (out.checkError()) {
                throw new CommandFailure(output + " could not be written to its end; is the disk full?");
            }
        }
        return 0;
    }

    private void requireModel(JsonNode metrics) {
        List<String> models = metrics.path("models").findValuesAsText("model");
        if (model != null && !models.contains(model)) {
            throw new CommandFailure("run \"" + run + "\" has no model \"" + model + "\"; there are " + models);
        }
        if (model == null && format == Format.lmms_eval && !json && models.size() > 1) {
            throw new CommandFailure("an lmms-eval file holds one model; name it with --model; there are " + models);
        }
    }

    private void write(ScoringClient client, PrintWriter out) {
        switch (json ? Format.jsonl : format) {
            case jsonl -> each(client, line -> out.print(line + "\n"));
            case csv -> {
                out.print(Csv.line(ExportCsv.COLUMNS) + "\n");
                each(client, line -> out.print(Csv.line(ExportCsv.row(parse(line))) + "\n"));
            }
            case lmms_eval -> samples(client, out);
        }
        out.flush();
    }

    private void samples(ScoringClient client, PrintWriter out) {
        LmmsEvalSamples samples = new LmmsEvalSamples();
        each(client, line -> samples.of(parse(line)).ifPresent(sample -> out.print(Json.line(sample) + "\n")));
        if (samples.leftOut() > 0) {
            spec.commandLine().getErr().println(samples.leftOut() + " items failed or were refused and are left out");
        }
    }

    private void each(ScoringClient client, Consumer<String> lines) {
        client.export(run, line -> {
            if (model == null || parse(line).path("model").asText().equals(model)) {
                lines.accept(line);
            }
        });
    }

    private static JsonNode parse(String line) {
        try {
            return Json.MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new CommandFailure("the scoring service sent a line that is no JSON: " + line, e);
        }
    }
}
