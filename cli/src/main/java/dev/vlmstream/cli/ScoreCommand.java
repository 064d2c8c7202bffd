package dev.vlmstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.files.LineRule;
import dev.vlmstream.evaluation.files.LineRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "score",
        description = {
            "Judges predictions that you have in a file, without Kafka: lines of JSON in, the same lines judged out.",
            "  label-inclusion  prediction, label -> included, exact   (the study's rule)",
            "  word-inclusion   prediction, label -> included",
            "  exact            prediction, label -> exact",
            "  mcq              response, choices -> parsed            (null: unparsed)",
            "  synonyms         prediction, label, synonyms -> included",
            "  vqa-accuracy     prediction, answers -> normalized, accuracy   (TextVQA's scorer)",
            "  anls             prediction, answers -> anls            (DocVQA)",
            "  ai2d             response, label -> filtered, exact_match",
            "  relaxed          prediction, label -> relaxed           (ChartQA, 5 %%)",
            "  pope             prediction, label -> said, correct     (null: neither yes nor no)",
            "With --task all rules of a task judge at once: prediction, label or answers (options, synonyms) -> rules, grades,",
            "parsed. With both, the rule must be one of the task's.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream score --rule label-inclusion answers.jsonl > judged.jsonl",
            "  cat answers.jsonl | vlmstream score --rule mcq -",
            "  vlmstream score --task question-answering --benchmark textvqa answers.jsonl"
        })
final class ScoreCommand implements Callable<Integer> {
    private static final TypeReference<LinkedHashMap<String, Object>> FIELDS = new TypeReference<>() {};

    @Spec
    private CommandSpec spec;

    @Option(names = "--rule", paramLabel = "NAME", description = "One of the rules above.")
    private String rule;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "open-world, closed-world, multiple-choice, zero-shot, supervised or question-answering.")
    private String task;

    @Option(
            names = "--benchmark",
            paramLabel = "NAME",
            description = "Question answering: textvqa, docvqa, ai2d, chartqa or pope.")
    private String benchmark;

    @Parameters(paramLabel = "FILE", description = "Lines of JSON; - reads standard input.")
    private String file;

    @Option(names = "--json", description = "Lines of JSON, as always.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        LineRule judge = rule();
        PrintWriter out = spec.commandLine().getOut();
        try (BufferedReader lines = open()) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    out.print(judged(judge, line, number) + "\n");
                }
            }
        }
        out.flush();
        return 0;
    }

    private LineRule rule() {
        if (task == null && benchmark == null) {
            if (rule == null) {
                throw new ParameterException(spec.commandLine(), "give --rule, --task or both");
            }
            return LineRules.of(rule);
        }
        Benchmark asked = benchmark == null ? null : Benchmark.of(benchmark);
        Task wanted = task == null ? Task.QUESTION_ANSWERING : Task.of(task);
        if (rule == null) {
            return LineRules.of(wanted, asked);
        }
        LineRules.requireOf(rule, wanted, asked);
        return LineRules.of(rule);
    }

    private String judged(LineRule judge, String line, int number) {
        try {
            Map<String, Object> fields = Json.MAPPER.readValue(line, FIELDS);
            return Json.line(judge.judge(fields));
        } catch (JsonProcessingException e) {
            throw new CommandFailure(file + ", line " + number + ": not a JSON object: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(file + ", line " + number + ": " + e.getMessage(), e);
        }
    }

    private BufferedReader open() throws IOException {
        return file.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
    }
}
