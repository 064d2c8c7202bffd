package dev.vlmstream.cli.options;

import dev.vlmstream.cli.push.LikelihoodChoice;
import dev.vlmstream.cli.push.QuestionChoice;
import dev.vlmstream.cli.push.RunRequest;
import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.Variant;
import dev.vlmstream.evaluation.sampling.ChoiceOrder;
import dev.vlmstream.inference.Tokenisation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is asked in a run. */
public final class RunOptions {
    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "open-world, closed-world, zero-shot, supervised, multiple-choice, class-likelihood or"
                    + " question-answering (default: what fits the models and the data).")
    private String task;

    @Option(
            names = "--benchmark",
            paramLabel = "NAME",
            description =
                    "Question answering: textvqa, docvqa, ai2d, chartqa or pope; its prompt asks, its rules judge.")
    private String benchmark;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "Changes every question: class-name (the image's class is told), no-image (asked without it),"
                    + " text-only (both).")
    private String variant;

    @Option(
            names = "--guess",
            description =
                    "Multiple choice: also judge by the rule mcq-guess, which draws a letter, by seed and item, where"
                            + " an answer names none.")
    private boolean guess;

    @Option(names = "--run", paramLabel = "ID", description = "The run's id (default: DATASET-TASK-TIME).")
    private String run;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description = "Split to read, e.g. valid; needed where the dataset has several.")
    private String split;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description = "Class names, a JSON array or one a line (default: NAME_classes.json beside the dataset,"
                    + " else the labels of a classifier in the run that knows all of them, else those that occur).")
    private Path classes;

    @Option(
            names = "--synonyms",
            paramLabel = "FILE",
            description = "Other names of labels, as in imagenet_synonyms.json; answers in text are then also judged by"
                    + " the rule synonyms.")
    private Path synonyms;

    @Option(names = "--limit", paramLabel = "N", description = "Only the first N items of the drawn order.")
    private Integer limit;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1234",
            description = "Seed of the study's draw of order and labels (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--labels",
            split = ",",
            paramLabel = "K",
            description =
                    "Closed world: offer K labels, the right one among them (default: all classes). Several, as in"
                            + " 2,5,20,100, make a run each, RUN-K: the curve over the number of labels.")
    private List<Integer> labels = List.of();

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            defaultValue = "random",
            description = "Closed world: random or fixed order of the labels (default: ${DEFAULT-VALUE}).")
    private String order;

    @Option(
            names = "--prompt",
            paramLabel = "ID|TEXT",
            defaultValue = "base",
            description = "The question, or one of the study's: base, identify, main-object, name;"
                    + " question answering: the instruction below each question"
                    + " (default: ${DEFAULT-VALUE}).")
    private String prompt;

    @Option(
            names = "--prompt-style",
            paramLabel = "STYLE",
            defaultValue = "bundle",
            description = "bundle: the model's chat template; study: the published text (default: ${DEFAULT-VALUE}).")
    private String promptStyle;

    @Option(
            names = "--answer-prefix",
            paramLabel = "TEXT",
            description = "Class likelihood: the words before the class name"
                    + " (default: the study's of the model's family, e.g. \"The photo features a\").")
    private String answerPrefix;

    @Option(
            names = "--tokenisation",
            paramLabel = "KIND",
            defaultValue = "direct",
            description =
                    "Class likelihood: tokens of the names as they stand in the text (direct), or as the published"
                            + " script has them (study) (default: ${DEFAULT-VALUE}).")
    private String tokenisation;

    @Option(
            names = "--features",
            split = ",",
            paramLabel = "KIND",
            description = "Also write these to the features topic: last, mean, position:N (hidden states),"
                    + " image_features, patch_features.")
    private List<String> features = List.of();

    @Option(names = "--chain-of-thought", description = "Append \"Let's think step by step.\" as the study does.")
    private boolean chainOfThought;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            description = "Longest answer in tokens (default: the model's own, else the study's).")
    private Integer maxNewTokens;

    @Option(
            names = "--budget",
            paramLabel = "USD",
            description = "What remote models may cost in this run; beyond it nothing is asked (default: no limit).")
    private Double budget;

    @Option(
            names = "--template",
            paramLabel = "T",
            defaultValue = "A photo of a {}",
            description = "Text of a dual encoder, {} stands for the class; several make an ensemble"
                    + " (default: ${DEFAULT-VALUE}).")
    private List<String> templates;

    @Option(
            names = "--frequency",
            paramLabel = "FILE",
            description = "Counts of the classes' names that vlmstream frequency wrote: accuracy is set beside them.")
    private Path frequency;

    @Option(
            names = "--frequency-count",
            paramLabel = "KIND",
            defaultValue = "texts",
            description = "Which counts: texts, occurrences or study (default: ${DEFAULT-VALUE}).")
    private String frequencyCount;

    @Mixin
    private GenerationOption generation;

    @Mixin
    private JudgeOption judging;

    @Option(names = "--tag", paramLabel = "K=V", description = "A note kept with the run; several may be given.")
    private Map<String, String> tags = Map.of();

    private QuestionChoice questions() {
        return new QuestionChoice(
                Optional.ofNullable(benchmark).map(Benchmark::of),
                Optional.ofNullable(variant).map(Variant::of),
                guess);
    }

    /** One run, or one for each number of labels. */
    public List<RunRequest> requests(Path dataset) {
        if (labels.size() < 2) {
            return List.of(request(dataset, run, labels.isEmpty() ? null : labels.get(0)));
        }
        return labels.stream()
                .distinct()
                .map(k -> request(dataset, run == null ? null : run + "-" + k, k))
                .toList();
    }

    private RunRequest request(Path dataset, String id, Integer k) {
        return new RunRequest(
                dataset,
                Optional.ofNullable(id),
                Optional.ofNullable(task).map(Task::of),
                Optional.ofNullable(split),
                Optional.ofNullable(classes),
                Optional.ofNullable(synonyms),
                Optional.ofNullable(limit),
                seed,
                prompt,
                promptStyle,
                chainOfThought,
                Optional.ofNullable(maxNewTokens),
                Optional.ofNullable(budget),
                questions(),
                Optional.ofNullable(k),
                ChoiceOrder.of(order),
                templates,
                new LikelihoodChoice(Optional.ofNullable(answerPrefix), Tokenisation.of(tokenisation)),
                features,
                generation.settings(),
                judging.settings(),
                Optional.ofNullable(frequency).map(file -> new RunRequest.Frequency(file, frequencyCount)),
                tags);
    }
}
