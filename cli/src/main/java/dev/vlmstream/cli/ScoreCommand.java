package dev.vlmstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.offline.SimilarityLines;
import dev.vlmstream.cli.offline.TextFile;
import dev.vlmstream.cli.options.ModelsOption;
import dev.vlmstream.cli.options.RuntimeOption;
import dev.vlmstream.cli.options.TasksOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.ComputedRule.LineForm;
import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.tasks.LineRules;
import dev.vlmstream.evaluation.tasks.LineRules.LineRule;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskKind;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.loading.ModelLoader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "score",
        modelTransformer = ScoreCommand.RuleHelp.class,
        description = {
            "Judges predictions in a file, without Kafka: reads JSON Lines and prints the same lines with the results.",
            "With --task all rules of a task judge at once: prediction, label or answers (options, synonyms) -> rules,"
                    + " grades,",
            "parsed. With both, the rule must be one of the task's."
        },
        footer = {
            "  vlmstream score --rule label-inclusion answers.jsonl > judged.jsonl",
            "  cat answers.jsonl | vlmstream score --rule mcq -",
            "  vlmstream score --rule semantic --model models/minilm --threshold semantic=0.6 answers.jsonl",
            "  vlmstream score --task question-answering --benchmark textvqa answers.jsonl"
        })
final class ScoreCommand extends PrintingCommand {
    private static final TypeReference<LinkedHashMap<String, Object>> FIELDS = new TypeReference<>() {};

    @Option(names = "--rule", paramLabel = "NAME", description = "One of the rules above.")
    private @Nullable String rule;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "open-world, closed-world, multiple-choice, zero-shot, supervised or question-answering, or a"
                    + " benchmark: one of vlmstream tasks list, or a file of your own.")
    private @Nullable String task;

    @Option(
            names = "--benchmark",
            paramLabel = "NAME",
            description = "Question answering: one of vlmstream tasks list.")
    private @Nullable String benchmark;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description = "A sentence encoder's name, or its directory, for the rules that compare by a cosine.")
    private @Nullable String model;

    @Option(
            names = "--threshold",
            paramLabel = "RULE=X",
            description = "The smallest cosine that counts as right (default: the rule's).")
    private Map<String, Double> thresholds = Map.of();

    @Mixin
    private TasksOption tasks;

    @Mixin
    private ModelsOption models;

    @Mixin
    private RuntimeOption runtime;

    @Parameters(paramLabel = "FILE", description = "A JSON Lines file; - reads standard input.")
    private String file;

    @Option(names = "--json", description = "Lines of JSON, as always.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Optional<JudgeRule> similarity = SimilarityLines.rules().stream()
                .filter(known -> known.id().equals(rule))
                .findFirst();
        if (similarity.isEmpty() != (model == null)) {
            throw wrongUse("--model, a sentence encoder, belongs to the rules " + SimilarityLines.names()
                    + ", and they to it; --rule is " + rule);
        }
        thresholds.keySet().stream()
                .filter(other -> similarity.isEmpty() || !other.equals(rule))
                .findFirst()
                .ifPresent(other -> {
                    throw wrongUse("--threshold " + other + "=… needs --rule " + other + ", one of "
                            + SimilarityLines.names());
                });
        if (similarity.isEmpty()) {
            return judge(ruleOrWrong());
        }
        try (Model loaded = ModelLoader.load(models.named(model), runtime.options())) {
            return judge(new SimilarityLines(loaded, similarity.get(), thresholds.get(rule)));
        }
    }

    private int judge(LineRule judge) throws IOException {
        int number = 0;
        try (BufferedReader lines = open()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String object = number == 1 ? TextFile.unmarked(line) : line;
                if (!object.isBlank()) {
                    out().print(judged(judge, object, number) + "\n");
                }
            }
        } catch (CharacterCodingException e) {
            throw new CommandFailure(file + ", after line " + number + ": not UTF-8; save it as UTF-8", e);
        } finally {
            out().flush();
        }
        return 0;
    }

    /** What names no rule, no task or none of its rules is a wrong value. */
    private LineRule ruleOrWrong() {
        try {
            return rule();
        } catch (IllegalArgumentException e) {
            throw new WrongValue(e.getMessage());
        }
    }

    private LineRule rule() {
        if (task == null && benchmark == null) {
            if (rule == null) {
                throw wrongUse("give --rule, --task or both");
            }
            return LineRules.of(rule);
        }
        Optional<TaskDefinition> named = tasks.definition(task);
        TaskDefinition asked = benchmark == null ? named.orElse(null) : ShippedTasks.of(benchmark);
        Task wanted = task == null || named.isPresent() ? Task.QUESTION_ANSWERING : Task.of(task);
        if (asked != null && asked.kind() == TaskKind.CLASSIFICATION) {
            throw wrongUse(asked.id()
                    + " is a classification, whose rules depend on the task: give --task open-world or" + " another");
        }
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
        } catch (MismatchedInputException e) {
            throw new CommandFailure(file + ", line " + number + ": not a JSON object; each line is one", e);
        } catch (JsonProcessingException e) {
            throw new CommandFailure(file + ", line " + number + ": not a JSON object: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(file + ", line " + number + ": " + e.getMessage(), e);
        }
    }

    private BufferedReader open() throws IOException {
        if (Files.isDirectory(Path.of(file))) {
            throw new CommandFailure(file + " is a folder, not a file");
        }
        return file.equals("-")
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
    }

    /** Puts the rules that can be applied to a file into a command's help, below its first line. */
    static final class RuleHelp implements IModelTransformer {
        @Override
        public CommandSpec transform(CommandSpec spec) {
            List<String> lines = new ArrayList<>(List.of(spec.usageMessage().description()));
            lines.addAll(1, rules());
            spec.usageMessage().description(lines.toArray(String[]::new));
            return spec;
        }

        /** A line each: the fields that it reads, those that it writes, and when an answer is right. */
        static List<String> rules() {
            List<String> lines = new ArrayList<>();
            LineRules.all().forEach(rule -> {
                LineForm form = rule.lines().orElseThrow();
                lines.add(line(rule, form.reads(), form.writes()));
            });
            SimilarityLines.rules()
                    .forEach(rule -> lines.add(line(rule, SimilarityLines.READS, SimilarityLines.writes(rule))));
            return lines;
        }

        private static String line(Rule rule, String reads, String writes) {
            String fields = String.format("  %-16s %s -> %s", rule.id(), reads, writes);
            return fields + "%n" + " ".repeat(19) + rule.help().replace("%", "%%");
        }
    }
}
