package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.stack.KnownModel;
import dev.vlmstream.datasets.DatasetException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Several runs ready to be pushed. */
public final class RunPlans {
    private RunPlans() {}

    /**
     * Of manifests, all that cannot be pushed are told, each with its file.
     *
     * @param answering which models are to answer a run
     * @param notices told what was decided and might surprise
     */
    public static List<RunPlan> of(
            List<RunToPush> runs, Function<RunToPush, List<KnownModel>> answering, Consumer<String> notices)
            throws DatasetException {
        List<RunPlan> plans = new ArrayList<>();
        Set<String> wrong = new LinkedHashSet<>();
        for (RunToPush one : runs) {
            try {
                plans.add(RunPlan.of(one.request(), () -> answering.apply(one), notices));
            } catch (DatasetException | CommandFailure | IllegalArgumentException e) {
                if (one.manifest().isEmpty()) {
                    throw e;
                }
                wrong.add(one.blame(e.getMessage()));
            }
        }
        if (!wrong.isEmpty()) {
            throw new CommandFailure(String.join("\n", wrong));
        }
        return plans;
    }
}
