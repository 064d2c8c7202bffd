package dev.vlmstream.cli.report.study;

import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.evaluation.Questions;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a run asks its models, held against the study's protocol: in which of the study's ways, or in none of them.
 *
 * @param changes from the base setting, in words by the settings' keys; what the study does itself is not among them: its
 *     published prompts as well as a model's own template, its limits of tokens, temperature 0
 */
record StudyProtocol(RunResult run, Map<String, String> changes) {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_CHAIN = 512;
    private static final int LONGEST_ANSWER = 1024;

    static StudyProtocol of(RunResult run) {
        Map<String, String> changes = new LinkedHashMap<>(run.changes());
        RunSpec spec = run.spec();
        changes.remove(RunSettings.PROMPT_STYLE.key(), "study");
        changes.remove(RunSettings.MAX_NEW_TOKENS.key(), String.valueOf(most(spec)));
        if (isGreedy(spec.get(RunSettings.GENERATION))) {
            changes.remove(RunSettings.GENERATION.key());
        }
        return new StudyProtocol(run, changes);
    }

    private static int most(RunSpec spec) {
        if (spec.get(RunSettings.TASK) == Task.MULTIPLE_CHOICE) {
            return LONGEST_ANSWER;
        }
        return spec.get(RunSettings.CHAIN_OF_THOUGHT) ? LONGEST_CHAIN : LONGEST_NAME;
    }

    /** At temperature 0 and nothing else, as models behind APIs are asked. */
    private static boolean isGreedy(Map<String, Object> generation) {
        Object temperature = generation.get("temperature");
        return generation.size() == 1
                && temperature != null
                && String.valueOf(temperature).matches("0(\\.0*)?");
    }

    boolean isBase() {
        return changes.isEmpty();
    }

    /** Nothing but these is changed. */
    boolean changesOnly(String... keys) {
        return Set.of(keys).containsAll(changes.keySet());
    }

    /** With one setting changed to what it says in words, and nothing else. */
    boolean isWith(String key, String words) {
        return changes.equals(Map.of(key, words));
    }

    /** The id of the study's wording of the question; empty where more than the wording differs, or it is another. */
    Optional<String> wording() {
        return changesOnly(RunSettings.PROMPT.key())
                ? Questions.variants().entrySet().stream()
                        .filter(question ->
                                question.getValue().equals(run.spec().promptText()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                : Optional.empty();
    }

    /** The setting of ImageWikiQA, with its variant; empty unless it is asked as the study does: thinking step by step. */
    Optional<String> imageWikiQa() {
        String variant = run.details().variant();
        return run.spec().get(RunSettings.CHAIN_OF_THOUGHT)
                        && changesOnly(RunSettings.CHAIN_OF_THOUGHT.key(), RunSettings.VARIANT.key())
                ? Optional.of("imagewikiqa" + (variant == null ? "" : "-" + variant))
                : Optional.empty();
    }
}
