package dev.vlmstream.cli.runs;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.cli.stack.TopicReader;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.JudgeSettings;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskKind;
import dev.vlmstream.evaluation.tasks.TaskLookup;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.ManifestDifference;
import dev.vlmstream.schemas.topics.TopicRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which run is to be judged again, and as what.
 *
 * @param rules of another task than the run's own; null: its own
 */
public record Rescoring(
        RunManifest source, RunManifest target, @Nullable TaskDefinition rules) {
    /** The tag that names the run whose predictions another one judges again. */
    public static final String FROM = "rescored-from";

    /**
     * @param as the new run's id; empty takes the first of {@code RUN.rescored-1, -2, …} that is free or that
     *     is this very rescoring, begun before
     * @param synonyms gives the other names of a run's classes; none if it is not to have any
     * @param rules the task by whose rules answers are judged; empty: the run's own
     * @param judging who judges the answers again beside the rules that need no model
     * @throws CommandFailure if there is no such run, its right answers are no such task's, or the new id is another run's
     * @throws IllegalArgumentException if a judge's rule makes no sense in the run's task
     */
    public static Rescoring plan(
            RunRegistry registry,
            String run,
            Optional<String> as,
            Function<List<String>, Map<String, List<String>>> synonyms,
            Optional<TaskDefinition> rules,
            JudgeSettings judging) {
        TopicRows<RunManifest> runs = registry.all();
        RunManifest source = RunRegistry.require(runs, run);
        TaskDefinition own = TaskLookup.of(source.getDefinition(), source.getBenchmark());
        rules.ifPresent(task -> requireFit(source, own, task));
        judging.requireFit(Task.of(source.getTask()), rules.orElse(own));
        Map<String, List<String>> names = synonyms.apply(source.getClasses());
        for (int n = 1; ; n++) {
            RunManifest expected = manifest(source, as.orElse(run + ".rescored-" + n), names, rules, judging);
            if (as.isEmpty() && runs.unreadable(expected.getRun()).isPresent()) {
                continue;
            }
            RunManifest there = TopicReader.newest(runs, expected.getRun()).orElse(null);
            if (there == null) {
                return new Rescoring(source, expected, rules.orElse(null));
            }
            Optional<String> difference = difference(there, expected);
            if (difference.isEmpty()) {
                return new Rescoring(source, there, rules.orElse(null));
            }
            if (as.isPresent()) {
                throw isAnother(there, difference.get());
            }
        }
    }

    private static CommandFailure isAnother(RunManifest there, String difference) {
        return new CommandFailure(
                "run \"" + there.getRun() + "\" exists with other settings: " + difference + "; choose another --run");
    }

    /** @throws CommandFailure if a run that is there is not the new run */
    void requireSame(RunManifest there) {
        difference(there, target).ifPresent(difference -> {
            throw isAnother(there, difference);
        });
    }

    /** What is right was written down when the run was pushed, for the task that it had. */
    private static void requireFit(RunManifest source, @Nullable TaskDefinition own, TaskDefinition rules) {
        if (Task.of(source.getTask()) != Task.QUESTION_ANSWERING || own == null) {
            throw new CommandFailure("--task is for runs of a benchmark's questions; " + source.getRun() + " is "
                    + source.getTask() + ", which has its own rules");
        }
        if (rules.kind() != TaskKind.QUESTION_ANSWERING) {
            throw new CommandFailure("the task " + rules.id() + " is a classification, which has no rules for answers");
        }
        if (!rules.answer().takes(own.answer())) {
            throw new CommandFailure("right answers of " + source.getRun() + " are of the form \""
                    + own.answer().id() + "\", those of the task " + rules.id() + " \""
                    + rules.answer().id() + "\"");
        }
    }

    /** Rules may have changed with the software, so what another version judged is another run. */
    private static Optional<String> difference(RunManifest there, RunManifest expected) {
        String from = there.getTags().get(FROM);
        if (!expected.getTags().get(FROM).equals(from)) {
            return Optional.of("it " + (from == null ? "was pushed" : "is " + from + " judged again"));
        }
        if (!there.getSoftwareVersion().equals(expected.getSoftwareVersion())) {
            return Optional.of("it was judged by version " + there.getSoftwareVersion());
        }
        return ManifestDifference.of(there, expected);
    }

    private static RunManifest manifest(
            RunManifest source,
            String run,
            Map<String, List<String>> synonyms,
            Optional<TaskDefinition> rules,
            JudgeSettings judging) {
        Map<String, String> tags = new TreeMap<>(source.getTags());
        tags.put(FROM, source.getRun());
        return RunManifest.newBuilder(source)
                .setRun(Keys.requireRun(run))
                .setSynonyms(synonyms)
                .setBenchmark(rules.map(TaskDefinition::id).orElse(source.getBenchmark()))
                .setDefinition(rules.map(TaskDefinition::canonical).orElse(source.getDefinition()))
                .setJudges(judging.judges())
                .setJudgePrompt(judging.prompt())
                .setThresholds(judging.thresholds())
                .setTags(tags)
                .setArchived(false)
                .setSoftwareVersion(Installation.version())
                .setCreatedAt(System.currentTimeMillis())
                .build();
    }
}
