package dev.vlmstream.ingest;

import dev.vlmstream.evaluation.ClassSubstitution;
import dev.vlmstream.evaluation.MultipleChoice;
import dev.vlmstream.evaluation.QuestionLabels;
import dev.vlmstream.evaluation.Questions;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.Variant;
import dev.vlmstream.evaluation.judging.AnswerForm;
import dev.vlmstream.evaluation.tasks.PromptForm;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskLookup;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import java.util.List;

/**
 * What an item is asked, and its right answer in the form that the rules want.
 *
 * @param options the texts of lettered options, the first being A; empty where there are none
 * @param answers all right answers of question answering; of other tasks as the item has them
 */
record Wording(String text, String label, List<String> options, List<String> answers) {

    /**
     * @param choices the labels offered in the closed world
     * @throws RejectedException naming what the item lacks
     */
    static Wording of(Item item, RunManifest manifest, Task task, List<String> choices) {
        Wording plain =
                switch (task) {
                    case MULTIPLE_CHOICE -> multipleChoice(item);
                    case QUESTION_ANSWERING -> question(item, manifest);
                    default -> photo(item, manifest, task, choices);
                };
        Variant variant = manifest.getVariant() == null ? null : Variant.of(manifest.getVariant());
        return variant != null && variant.namesClass() ? plain.telling(item.getClassName()) : plain;
    }

    private static Wording photo(Item item, RunManifest manifest, Task task, List<String> choices) {
        String prompt = item.getText() == null ? manifest.getPrompt() : item.getText();
        String text = task == Task.CLOSED_WORLD ? Questions.closedWorld(prompt, choices) : Questions.openWorld(prompt);
        return new Wording(text, item.getLabel(), List.of(), item.getAnswers());
    }

    private static Wording multipleChoice(Item item) {
        List<String> options = options(required(item, "a multiple-choice item"));
        String label = item.getLabel();
        boolean known = label.length() == 1 && label.charAt(0) >= 'A' && label.charAt(0) < 'A' + options.size();
        if (!known) {
            throw new RejectedException("the label \"" + label + "\" is none of the letters A to "
                    + MultipleChoice.letter(options.size() - 1));
        }
        return new Wording(item.getText(), label, options, item.getAnswers());
    }

    private static Wording question(Item item, RunManifest manifest) {
        TaskDefinition definition = TaskLookup.of(manifest.getDefinition(), manifest.getBenchmark());
        if (definition == null) {
            throw new RejectedException("the run's manifest has no \"benchmark\", whose wording asks");
        }
        ShippedTasks.requireSame(definition);
        String asked = required(item, "a question of " + definition.id());
        List<String> options = options(item, definition);
        boolean lettered = !options.isEmpty();
        PromptForm form = definition.prompt(manifest.getPromptStyle());
        boolean ownInstruction = manifest.getPrompt().equals(form.instruction());
        String text = form.question(
                new PromptForm.Parts(
                        asked, lettered ? item.getOptions() : List.of(), item.getOcrTokens(), item.getFields()),
                ownInstruction ? form.instruction(lettered) : manifest.getPrompt());
        List<String> answers = item.getAnswers().isEmpty() ? List.of(item.getLabel()) : item.getAnswers();
        return new Wording(text, label(item, definition, options), options, answers);
    }

    private static List<String> options(Item item, TaskDefinition definition) {
        if (!definition.answer().takesOptions()) {
            return List.of();
        }
        if (!item.getOptions().isEmpty()) {
            return item.getOptions();
        }
        return definition.answer() == AnswerForm.LETTER
                ? options(item.getText())
                : MultipleChoice.options(item.getText());
    }

    private static String label(Item item, TaskDefinition definition, List<String> options) {
        return switch (definition.answer()) {
            case LETTER -> QuestionLabels.letter(item.getLabel(), options);
            case LETTER_OR_VALUE ->
                options.isEmpty() ? item.getLabel() : QuestionLabels.letter(item.getLabel(), options);
            case YES_NO -> yesOrNo(item.getLabel());
            case WORDS, VALUE -> item.getLabel();
        };
    }

    private static String yesOrNo(String label) {
        try {
            return QuestionLabels.yesOrNo(label);
        } catch (IllegalArgumentException e) {
            throw new RejectedException(e.getMessage(), e);
        }
    }

    private static String required(Item item, String what) {
        if (item.getText() == null) {
            throw new RejectedException("missing \"text\": " + what + " brings its question");
        }
        return item.getText();
    }

    private static List<String> options(String text) {
        List<String> options = MultipleChoice.options(text);
        if (options.isEmpty()) {
            throw new RejectedException(
                    "\"text\" has no options; write them as lines \"A. …\", \"B. …\" below the question");
        }
        return options;
    }

    private Wording telling(String className) {
        if (className == null || className.isBlank()) {
            throw new RejectedException(
                    "missing \"classname\": the run's variant tells the class of the image that is asked about");
        }
        String told = ClassSubstitution.in(text, className)
                .orElseThrow(() -> new RejectedException("\"text\" says neither \"this object\" nor \"these objects\","
                        + " where the variant could tell the class"));
        return new Wording(told, label, options, answers);
    }
}
