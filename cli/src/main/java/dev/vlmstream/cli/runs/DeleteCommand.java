package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Confirmation;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.runs.RunsCommand.EditCommand;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = {
            "Deletes runs permanently: they are no longer shown, their numbers and state are removed, and their ids cannot"
                    + " be used again. You cannot undo this.",
            "The logs (items, questions, predictions, scores, …) keep their records for the topics' retention time, by"
                    + " default forever."
        },
        footer = {"  vlmstream runs delete flowers-1 flowers-2", "  vlmstream runs delete flowers-3 --force --yes"})
public final class DeleteCommand extends EditCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Ids of runs; `vlmstream runs --archived` lists them.")
    private List<String> runs = List.of();

    @Option(names = "--force", description = "Also delete running runs; later answers of the models are dropped.")
    private boolean force;

    @Option(names = "--yes", description = "Delete without asking.")
    private boolean yes;

    @Override
    public Integer call() {
        Target target = where.target();
        RunEditor editor = new RunEditor(target);
        List<RunManifest> manifests = editor.require(runs);
        if (!force) {
            manifests.forEach(manifest -> requireEnded(target, manifest.getRun()));
        }
        String question = "Delete " + String.join(", ", runs) + " for good?";
        if (!Confirmation.given(yes, question, commandLine())) {
            say("nothing was deleted");
            return 1;
        }
        editor.delete(manifests);
        for (RunManifest manifest : manifests) {
            editor.awaitShown(
                    scoring -> scoring.metricsIfKnown(manifest.getRun()).isEmpty());
            say(manifest.getRun(), "deleted", true, "deleted");
        }
        return 0;
    }

    private static void requireEnded(Target target, String run) {
        ScoringClient scoring = target.scoring()
                .orElseThrow(
                        () -> new CommandFailure("whether run \"" + run + "\" is still running the scoring service must"
                                + " say: give its address with --server, or delete with --force"));
        boolean ended = scoring.metricsIfKnown(run).map(RunMetrics::ended).orElse(false);
        if (!ended) {
            throw new CommandFailure("run \"" + run + "\" is still running; wait for its end (vlmstream watch " + run
                    + "), or delete it with --force");
        }
    }
}
