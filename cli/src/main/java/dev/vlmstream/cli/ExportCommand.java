package dev.vlmstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.options.ServerOption;
import dev.vlmstream.cli.output.Csv;
import dev.vlmstream.cli.output.ExportCsv;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.rest.ScoringClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
            "  vlmstream export flowers-1 --format csv --output flowers-1.csv"
        })
final class ExportCommand implements Callable<Integer> {
    enum Format {
        jsonl,
        csv
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
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write (default: standard output).")
    private Path output;

    @Option(names = "--json", description = "The same as --format jsonl.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ScoringClient client = server.client();
        client.metrics(run);
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

    private void write(ScoringClient client, PrintWriter out) {
        if (json || format == Format.jsonl) {
            client.export(run, line -> out.print(line + "\n"));
        } else {
            out.print(Csv.line(ExportCsv.COLUMNS) + "\n");
            client.export(run, line -> out.print(Csv.line(ExportCsv.row(parse(line))) + "\n"));
        }
        out.flush();
    }

    private static JsonNode parse(String line) {
        try {
            return Json.MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new CommandFailure("the scoring service sent a line that is no JSON: " + line, e);
        }
    }
}
