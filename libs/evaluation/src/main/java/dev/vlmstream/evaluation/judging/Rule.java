package dev.vlmstream.evaluation.judging;

import dev.vlmstream.evaluation.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * By what an answer is right: what is known of a rule without applying it. What an id means does not change: another
 * definition gets another {@link #version}.
 */
public abstract sealed class Rule permits ComputedRule, JudgeRule {

    /** Where a rule stands among those of a task. */
    enum Place {
        /** It is the task's number; every task but question answering has one such rule. */
        PRIMARY,
        FURTHER,
        /** Behind the others, however early the list has it. */
        LAST
    }

    private final String id;
    private final int version;
    private final String help;
    private final String source;
    private final boolean graded;
    private final boolean neutral;
    private final Set<Need> needs;
    private final Set<String> optional;
    private final Map<Task, Place> places;

    Rule(Declaration declared) {
        this.id = declared.id;
        this.version = declared.version;
        this.help = declared.help;
        this.source = declared.source;
        this.graded = declared.graded;
        this.neutral = declared.neutral;
        this.needs = Set.copyOf(declared.needs);
        this.optional = needs.stream().filter(Need::isOptional).map(Need::id).collect(Collectors.toUnmodifiableSet());
        this.places = Map.copyOf(declared.places);
    }

    /** The name used in manifests, scores, verdicts, metrics, exports and on the command line. */
    public final String id() {
        return id;
    }

    /** Which definition of the name this software has. */
    public final int version() {
        return version;
    }

    /** When an answer is right, in a line. */
    public final String help() {
        return help;
    }

    /** Who published it, or whose code it reproduces. */
    public final String source() {
        return source;
    }

    /** Whether it gives part credit: a grade from 0 to 1, which counts as right from 0.5 on. */
    public final boolean isGraded() {
        return graded;
    }

    /** Whether it counts what models answer, whether right or wrong. */
    public final boolean isNeutral() {
        return neutral;
    }

    /** What it needs besides the answer's text and the label. */
    public final Set<Need> needs() {
        return needs;
    }

    /** Whether an item has what the rule needs and not every run brings, by {@link Truth#brought}. */
    public final boolean isFed(Set<String> brought) {
        return brought.containsAll(optional);
    }

    /**
     * Whether it judges answers of a task in every run. In question answering the run's definition names its rules, and no
     * rule does by itself.
     */
    public final boolean judges(Task task) {
        return places.containsKey(task);
    }

    /** Whether it stands for a task. */
    public final boolean isPrimary(Task task) {
        return places.get(task) == Place.PRIMARY;
    }

    /** The tasks that it judges in every run, in the order in which those are declared. */
    public final List<Task> judged() {
        return Arrays.stream(Task.values()).filter(places::containsKey).toList();
    }

    /** An order by {@link Place}; those of one place keep the list's. */
    public final int rank(Task task) {
        return places.containsKey(task) ? places.get(task).ordinal() : Place.values().length;
    }

    @Override
    public final String toString() {
        return id;
    }
}
