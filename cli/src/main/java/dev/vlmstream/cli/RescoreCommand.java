package dev.vlmstream.cli;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.offline.SynonymFile;
import dev.vlmstream.cli.options.PatienceOption;
import dev.vlmstream.cli.options.SettingOptions;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.options.TasksOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.PushSettings;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.push.RunWatch;
import dev.vlmstream.cli.push.RunWatch.Watcher;
import dev.vlmstream.cli.runs.Rescoring;
import dev.vlmstream.cli.runs.RunCopier;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.evaluation.run.JudgeSettings;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskFiles;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rescore",
        description = {
            "Judges a run's logged predictions again, as a new run, by this version's rules or another task's, with or"
                    + " without synonyms and judges. No model answers again, and both runs are kept.",
            "Safe to repeat: what was copied is not copied again."
        },
        footer = {
            "  vlmstream rescore flowers-1 --synonyms flower_names.json --wait",
            "  vlmstream rescore flowers-1 --judge semantic=minilm --wait",
            "  vlmstream rescore capitals-1 --task tasks/capitals-lenient.yaml --wait",
            "  vlmstream rescore flowers-1 --run flowers-1-without-synonyms"
        })
final class RescoreCommand extends PrintingCommand {
    @Parameters(paramLabel = "RUN", description = "The run whose predictions are judged again.")
    private String run;

    @Option(
            names = "--run",
            paramLabel = "ID",
            description = "The new run's id (default: RUN.rescored-1, or the next that is free).")
    private @Nullable String newRun;

    @Option(
            names = "--synonyms",
            paramLabel = "FILE",
            description = "Other names of labels, as in imagenet_synonyms.json (default: none, even if RUN has some).")
    private @Nullable Path synonyms;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "For question answering, the benchmark whose rules apply, or its file (default: RUN's own)."
                    + " Questions and right answers stay the same.")
    private @Nullable String task;

    @Mixin
    private TasksOption tasks;

    @Mixin
    private JudgeOption judging;

    @Mixin
    private TargetOption where;

    @Option(names = "--wait", description = "Wait until everything is judged, and print the numbers.")
    private boolean wait;

    @Mixin
    private PatienceOption patience;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Target target = where.target();
        if (wait && target.scoring().isEmpty()) {
            throw new WrongValue("--wait needs to ask the scoring service; give its address with --server");
        }
        RunRegistry registry = new RunRegistry(target.topics());
        Rescoring rescoring = Rescoring.plan(
                registry,
                run,
                Optional.ofNullable(newRun),
                classes -> synonyms == null ? Map.of() : SynonymFile.of(synonyms, classes),
                rules(),
                judging.settings());
        registry.requireJudges(rescoring.target().getJudges(), this::say);
        long copied = new RunCopier(target, rescoring).copy();
        String id = rescoring.target().getRun();
        RunMetrics metrics = wait
                ? new RunWatch(target.scoring().orElseThrow(), patience.limit())
                        .untilComplete(id, new Progress(err(), "answers of " + id), Watcher.NONE)
                : null;
        print(id, copied, metrics);
        return 0;
    }

    private Optional<TaskDefinition> rules() {
        if (task == null) {
            return Optional.empty();
        }
        return Optional.of(tasks.definition(task)
                .orElseThrow(() -> new CommandFailure("there is no task \"" + task + "\" of questions"
                        + TaskFiles.suggestion(task, tasks.folder()) + "; vlmstream tasks list lists them")));
    }

    private void print(String id, long copied, @Nullable RunMetrics metrics) {
        if (json) {
            print(Json.line(Json.object()
                    .put("run", id)
                    .put("from", run)
                    .put("copied", copied)
                    .putPOJO("metrics", metrics)));
        } else if (metrics != null) {
            MetricsTable.results(List.of(metrics)).forEach(this::print);
        } else {
            print("run " + id + ": " + copied + " answers and failures of " + run + " copied; vlmstream metrics " + id
                    + " shows its numbers");
        }
    }

    /** Who judges answers in text, beside the rules that need no model. */
    @Command
    private static final class JudgeOption extends SettingOptions {
        JudgeOption() {
            super(List.of(RunSettings.JUDGES, RunSettings.JUDGE_PROMPT, RunSettings.THRESHOLDS));
        }

        /** @throws IllegalArgumentException if they do not fit together */
        JudgeSettings settings() {
            RunSpec spec = RunSpec.of(PushSettings.withPrompt(given(), Path.of("")));
            return new JudgeSettings(
                    spec.get(RunSettings.JUDGES), spec.get(RunSettings.JUDGE_PROMPT), spec.get(RunSettings.THRESHOLDS));
        }
    }
}
