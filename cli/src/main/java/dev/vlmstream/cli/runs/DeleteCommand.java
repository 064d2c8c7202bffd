package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.options.TargetOption;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "delete",
        description = {
            "Deletes runs: nothing shows them again, their numbers and scoring's books of them are removed, and their ids"
                    + " are not used again. There is no way back.",
            "The logs (items, questions, predictions, scores, …) keep their records as long as the topics' retention says,"
                    + " by default for good.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream runs delete flowers-1 flowers-2",
            "  vlmstream runs delete flowers-3 --force"
        })
public final class DeleteCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Ids of runs; `vlmstream runs --archived` lists them.")
    private List<String> runs = List.of();

    @Option(names = "--force", description = "Also while a run is going on; what models still answer is dropped.")
    private boolean force;

    @Mixin
    private TargetOption where;

    @Override
    public Integer call() {
        Target target = where.target();
        RunEditor editor = new RunEditor(target);
        List<RunManifest> manifests = editor.require(runs);
        if (!force) {
            manifests.forEach(manifest -> requireEnded(target, manifest.getRun()));
        }
        editor.delete(manifests);
        for (RunManifest manifest : manifests) {
            Shown.awaitGone(target, manifest.getRun());
            spec.commandLine().getOut().println("run " + manifest.getRun() + ": deleted");
        }
        return 0;
    }

    private static void requireEnded(Target target, String run) {
        ScoringClient scoring = target.scoring()
                .orElseThrow(() -> new CommandFailure("whether run \"" + run + "\" is going on the scoring service must"
                        + " say: give its address with --server, or delete with --force"));
        boolean ended = scoring.metricsIfKnown(run).map(RunMetrics::complete).orElse(false);
        if (!ended) {
            throw new CommandFailure("run \"" + run + "\" is going on; wait for its end (vlmstream watch " + run
                    + "), or delete it with --force");
        }
    }
}
