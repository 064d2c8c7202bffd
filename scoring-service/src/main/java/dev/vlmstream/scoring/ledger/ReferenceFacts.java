package dev.vlmstream.scoring.ledger;

import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskLookup;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.topics.NamesByLabel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a reference is kept: all but the image, of which only its place in the topic is.
 *
 * @param names what the run brings for the label, such as synonyms, by the field of the reference that has them
 * @param partition where the reference lies in its topic; −1: nowhere
 */
record ReferenceFacts(
        @Nullable String label,
        List<String> options,
        Map<String, List<String>> names,
        RuleInputs ruleInputs,
        Membership membership,
        @Nullable String question,
        @Nullable String imageName,
        @Nullable String imageSha256,
        int partition,
        long offset) {
    static final ReferenceFacts NONE =
            new ReferenceFacts(null, List.of(), Map.of(), RuleInputs.NONE, Membership.NONE, null, null, null, -1, -1);
    private static final int LAYOUT = 2;

    /**
     * What some rules need of a question besides its label, options and synonyms.
     *
     * @param benchmark whose rules judge; null: the task's
     * @param definition of the benchmark, as much of it as judging takes; null: the one that ships
     * @param answers of people; empty but for benchmarks
     * @param guess the letter taken where an answer names none; null: none is
     */
    record RuleInputs(
            @Nullable String benchmark,
            @Nullable String definition,
            List<String> answers,
            @Nullable String guess) {
        static final RuleInputs NONE = new RuleInputs(null, null, List.of(), null);

        static RuleInputs of(Reference reference) {
            return reference.getBenchmark() == null && reference.getGuess() == null
                    ? NONE
                    : new RuleInputs(
                            reference.getBenchmark(),
                            reference.getDefinition(),
                            reference.getBenchmark() == null ? List.of() : reference.getAnswers(),
                            reference.getGuess());
        }

        /**
         * Null where the task needs none.
         *
         * @throws IllegalArgumentException if there is no such definition
         */
        @Nullable
        TaskDefinition task() {
            return TaskLookup.of(definition, benchmark);
        }

        static RuleInputs decode(StateFormat.Reader in) {
            return new RuleInputs(in.text(), in.text(), in.texts(), in.text());
        }
    }

    /** What items it is counted with; null: with none. */
    record Membership(
            @Nullable String category,
            @Nullable String group,
            @Nullable String grouping,
            @Nullable Integer groupSize) {
        static final Membership NONE = new Membership(null, null, null, null);

        static Membership of(Reference reference) {
            return reference.getCategory() == null && reference.getGroup() == null
                    ? NONE
                    : new Membership(
                            reference.getCategory(),
                            reference.getGroup(),
                            reference.getGrouping(),
                            reference.getGroupSize());
        }

        static Membership decode(StateFormat.Reader in) {
            String category = in.text();
            String group = in.text();
            String grouping = in.text();
            int size = in.integer();
            return category == null && group == null
                    ? NONE
                    : new Membership(category, group, grouping, size == 0 ? null : size);
        }
    }

    static ReferenceFacts of(Reference reference, int partition, long offset) {
        ImageRef image = reference.getImage();
        return new ReferenceFacts(
                reference.getLabel(),
                reference.getOptions(),
                NamesByLabel.of(reference),
                RuleInputs.of(reference),
                Membership.of(reference),
                reference.getQuestion(),
                image == null ? null : image.getName(),
                image == null ? null : image.getSha256(),
                partition,
                offset);
    }

    byte[] encode() {
        StateFormat.Writer out = new StateFormat.Writer()
                .number(LAYOUT)
                .text(label)
                .texts(options)
                .number(names.size());
        names.forEach((kind, all) -> out.text(kind).texts(all));
        return out.text(ruleInputs.benchmark())
                .text(ruleInputs.definition())
                .texts(ruleInputs.answers())
                .text(ruleInputs.guess())
                .text(membership.category())
                .text(membership.group())
                .text(membership.grouping())
                .number(membership.groupSize() == null ? 0 : membership.groupSize())
                .text(question)
                .text(imageName)
                .text(imageSha256)
                .number(partition)
                .number(offset)
                .bytes();
    }

    static ReferenceFacts decode(byte[] bytes) {
        StateFormat.Reader in = new StateFormat.Reader(bytes);
        in.version(LAYOUT);
        return new ReferenceFacts(
                in.text(),
                in.texts(),
                names(in),
                RuleInputs.decode(in),
                Membership.decode(in),
                in.text(),
                in.text(),
                in.text(),
                in.integer(),
                in.number());
    }

    private static Map<String, List<String>> names(StateFormat.Reader in) {
        int kinds = in.integer();
        if (kinds == 0) {
            return Map.of();
        }
        Map<String, List<String>> names = new TreeMap<>();
        for (int i = 0; i < kinds; i++) {
            names.put(in.text(), in.texts());
        }
        return names;
    }
}
