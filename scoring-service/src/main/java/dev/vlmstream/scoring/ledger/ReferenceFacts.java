package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Reference;
import java.util.List;

/**
 * What of a reference is kept: all but the image, of which only its place in the topic is.
 *
 * @param partition where the reference lies in its topic; −1: nowhere
 */
record ReferenceFacts(
        String label,
        List<String> options,
        List<String> synonyms,
        RuleInputs ruleInputs,
        String question,
        String imageName,
        String imageSha256,
        int partition,
        long offset) {
    static final ReferenceFacts NONE =
            new ReferenceFacts(null, List.of(), List.of(), RuleInputs.NONE, null, null, null, -1, -1);
    private static final int LAYOUT = 1;

    /**
     * What some rules need of a question besides its label, options and synonyms.
     *
     * @param benchmark whose rules judge; null: the task's
     * @param answers of people; empty but for benchmarks
     * @param guess the letter taken where an answer names none; null: none is
     */
    record RuleInputs(String benchmark, List<String> answers, String guess) {
        static final RuleInputs NONE = new RuleInputs(null, List.of(), null);

        static RuleInputs of(Reference reference) {
            return reference.getBenchmark() == null && reference.getGuess() == null
                    ? NONE
                    : new RuleInputs(
                            reference.getBenchmark(),
                            reference.getBenchmark() == null ? List.of() : reference.getAnswers(),
                            reference.getGuess());
        }

        static RuleInputs decode(StateReader in) {
            return new RuleInputs(in.text(), in.texts(), in.text());
        }
    }

    static ReferenceFacts of(Reference reference, int partition, long offset) {
        ImageRef image = reference.getImage();
        return new ReferenceFacts(
                reference.getLabel(),
                reference.getOptions(),
                reference.getSynonyms(),
                RuleInputs.of(reference),
                reference.getQuestion(),
                image == null ? null : image.getName(),
                image == null ? null : image.getSha256(),
                partition,
                offset);
    }

    byte[] encode() {
        return new StateWriter()
                .number(LAYOUT)
                .text(label)
                .texts(options)
                .texts(synonyms)
                .text(ruleInputs.benchmark())
                .texts(ruleInputs.answers())
                .text(ruleInputs.guess())
                .text(question)
                .text(imageName)
                .text(imageSha256)
                .number(partition)
                .number(offset)
                .bytes();
    }

    static ReferenceFacts decode(byte[] bytes) {
        StateReader in = new StateReader(bytes);
        in.version(LAYOUT);
        return new ReferenceFacts(
                in.text(),
                in.texts(),
                in.texts(),
                RuleInputs.decode(in),
                in.text(),
                in.text(),
                in.text(),
                in.integer(),
                in.number());
    }
}
