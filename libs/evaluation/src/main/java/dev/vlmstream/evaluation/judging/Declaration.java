package dev.vlmstream.evaluation.judging;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.ComputedRule.LineForm;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything that is to be said of a rule, once, in the file of its logic. */
public final class Declaration {
    final String id;
    final String help;
    final String source;
    final Map<Task, Rule.Place> places = new EnumMap<>(Task.class);
    final Set<Need> needs = new LinkedHashSet<>();
    int version = 1;
    boolean graded;
    boolean neutral;

    @Nullable
    LineForm lines;

    private Declaration(String id, String help, String source) {
        this.id = id;
        this.help = help;
        this.source = source;
    }

    /**
     * @param help when an answer is right, in a line without a full stop
     * @param source who published it, or whose code it reproduces
     */
    public static Declaration of(String id, String help, String source) {
        return new Declaration(id, help, source);
    }

    /** Another definition of an id that is in use; scores of both do not mix. */
    public Declaration version(int number) {
        version = number;
        return this;
    }

    /** The tasks that it stands for; definitions name the rules of question answering. */
    public Declaration primaryFor(Task... kinds) {
        return put(Rule.Place.PRIMARY, kinds);
    }

    /** The tasks whose answers it judges as well. */
    public Declaration alsoFor(Task... kinds) {
        return put(Rule.Place.FURTHER, kinds);
    }

    /** As {@link #alsoFor}, behind the other rules. */
    public Declaration lastFor(Task... kinds) {
        return put(Rule.Place.LAST, kinds);
    }

    private Declaration put(Rule.Place place, Task... kinds) {
        for (Task kind : kinds) {
            if (kind == Task.QUESTION_ANSWERING) {
                throw new IllegalArgumentException(
                        "the rules of question-answering are named by tasks' files; " + id + " is declared for it");
            }
            places.put(kind, place);
        }
        return this;
    }

    public Declaration needs(Need... all) {
        needs.addAll(List.of(all));
        return this;
    }

    /** It gives part credit: a grade from 0 to 1. */
    public Declaration graded() {
        graded = true;
        return this;
    }

    /** It counts what models answer, whether right or wrong. */
    public Declaration neutral() {
        neutral = true;
        return this;
    }

    /**
     * The fields that the rule has in files of its own kind; where none are declared {@link LineForm#standard} stands.
     *
     * @param reads such as {@code prediction, label}
     * @param writes such as {@code included}
     */
    public Declaration lines(String reads, String writes, Function<Line, Map<String, Object>> compute) {
        lines = new LineForm(reads, writes, compute);
        return this;
    }

    /** A rule that is a function of the answer and the truth. */
    public ComputedRule computed(BiFunction<Answer, Truth, Grade> function) {
        return new ComputedRule(this, function);
    }

    /**
     * A rule of a sentence encoder.
     *
     * @param threshold the cosine from which on an answer is right, where a run sets none
     */
    public JudgeRule similarity(double threshold) {
        return needs(Need.SENTENCE_ENCODER).judge(threshold, null);
    }

    /** As {@link #similarity}, of the largest cosine among the texts that are made of an answer. */
    public JudgeRule similarityOfParts(double threshold, Function<String, List<String>> parts) {
        return needs(Need.SENTENCE_ENCODER).judge(threshold, parts);
    }

    /** A rule of a model that writes yes or no. */
    public JudgeRule verdict() {
        return needs(Need.WRITER).judge(Double.NaN, null);
    }

    private JudgeRule judge(double threshold, @Nullable Function<String, List<String>> parts) {
        return new JudgeRule(this, threshold, parts);
    }
}
