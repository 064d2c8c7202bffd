package dev.vlmstream.cli.push;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.evaluation.verdicts.JudgeSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is wished of a run, before the dataset is read.
 *
 * @param dataset a file of JSON lines, or a folder of image folders
 * @param run its id; empty makes one of dataset, task and time
 * @param task empty takes the one that fits the models
 * @param split empty where the dataset has one only
 * @param classes file with the class names; empty looks beside the dataset
 * @param synonyms file with other names of labels; empty: there are none
 * @param limit the first so many of the drawn order
 * @param prompt an id of the study's questions, or a question
 * @param promptStyle bundle or study
 * @param likelihood of class-likelihood runs
 * @param features kinds of features that are written besides image embeddings
 * @param budget USD that remote models may cost; empty: no limit
 * @param generation decoding settings that go before the models' own, by their names in generation_config.json
 * @param judging who judges answers in text beside the rules that need no model
 * @param questions of runs whose items bring their questions
 * @param labels closed world: how many labels are offered; empty offers all
 * @param frequency counts of the classes' names; empty: there are none
 */
public record RunRequest(
        Path dataset,
        Optional<String> run,
        Optional<Task> task,
        Optional<String> split,
        Optional<Path> classes,
        Optional<Path> synonyms,
        Optional<Integer> limit,
        long seed,
        String prompt,
        String promptStyle,
        boolean chainOfThought,
        Optional<Integer> maxNewTokens,
        Optional<Double> budget,
        QuestionChoice questions,
        Optional<Integer> labels,
        ChoiceOrder order,
        List<String> templates,
        LikelihoodChoice likelihood,
        List<String> features,
        Map<String, String> generation,
        JudgeSettings judging,
        Optional<Frequency> frequency,
        Map<String, String> tags) {
    /** A file that {@code vlmstream frequency} wrote, and which of its counts is meant. */
    public record Frequency(Path file, String kind) {}

    private static final Pattern FEATURES = Pattern.compile("last|mean|position:-?\\d+|image_features|patch_features");

    public RunRequest {
        if (limit.filter(n -> n < 1).isPresent()) {
            throw new IllegalArgumentException("--limit must be 1 or more, got " + limit.get());
        }
        if (labels.filter(n -> n < 2).isPresent()) {
            throw new IllegalArgumentException("--labels must be 2 or more, got " + labels.get());
        }
        if (maxNewTokens.filter(n -> n < 1).isPresent()) {
            throw new IllegalArgumentException("--max-new-tokens must be 1 or more, got " + maxNewTokens.get());
        }
        if (budget.filter(usd -> !(usd >= 0)).isPresent()) {
            throw new IllegalArgumentException("--budget must be 0 or more USD, got " + budget.get());
        }
        if (!List.of("bundle", "study").contains(promptStyle)) {
            throw new IllegalArgumentException("--prompt-style must be bundle or study, got \"" + promptStyle + "\"");
        }
        templates.stream()
                .filter(template -> !template.contains("{}"))
                .findFirst()
                .ifPresent(template -> {
                    throw new IllegalArgumentException("--template \"" + template + "\" has no {} for the class name");
                });
        features.stream()
                .filter(kind -> !FEATURES.matcher(kind).matches())
                .findFirst()
                .ifPresent(kind -> {
                    throw new IllegalArgumentException("--features " + kind + " is none of last, mean, position:N,"
                            + " image_features, patch_features");
                });
        templates = List.copyOf(templates);
        features = List.copyOf(features);
        generation = Map.copyOf(generation);
        tags = Map.copyOf(tags);
    }
}
