package dev.vlmstream.cli.models;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Progress;
import dev.vlmstream.cli.push.RunPlan;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.evaluation.MultipleChoice;
import dev.vlmstream.evaluation.Questions;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.rules.Judge;
import dev.vlmstream.evaluation.sampling.StudyDraw.Drawn;
import dev.vlmstream.inference.ClassHead;
import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.VisionModel;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.processing.VisionInput;
import dev.vlmstream.schemas.RunManifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle answers to the items of a run, asked within this process.
 *
 * @param dtype of its graphs
 * @param task what it did: a dual encoder ranks, whatever the run asks
 * @param answers one per item; failed where the image is damaged
 * @param values per item the scores or log-probabilities of the classes; of an answer in text one number, the log-probability of
 *     its tokens; none where there is no answer
 * @param itemsPerSecond preprocessing included
 */
record BundleAnswers(
        String bundle, String dtype, Task task, List<Answer> answers, List<float[]> values, double itemsPerSecond) {
    private static final float[] NONE = {};
    private static final int AT_ONCE = 16;
    private static final List<String> TEMPLATES = List.of("A photo of a {}");

    BundleAnswers {
        answers = List.copyOf(answers);
        values = List.copyOf(values);
    }

    boolean isAnswered(int item) {
        return answers.get(item).status() == Answer.Status.ANSWERED;
    }

    /** Whether an answer is right under the rule that stands for the task. */
    boolean isRight(int item, DatasetItem asked) {
        List<String> options = task == Task.MULTIPLE_CHOICE ? MultipleChoice.options(asked.text()) : List.of();
        return Judge.judge(task, answers.get(item), new Truth(asked.label(), options))
                .correct();
    }

    /** The text of an answer, or the class that is ranked first. */
    String said(int item) {
        Answer answer = answers.get(item);
        return answer.text() == null ? answer.ranking().get(0) : answer.text();
    }

    /**
     * @param reference whose answers in text get their log-probabilities, so that two bundles' are of the same tokens; null: its
     *     own
     * @throws CommandFailure if only a stack can ask what the run does, or an image is not on this machine
     */
    static BundleAnswers of(
            RunPlan plan,
            ModelBundle bundle,
            RuntimeOptions options,
            @Nullable BundleAnswers reference,
            Progress progress) {
        RunManifest manifest = plan.manifest();
        if (Task.of(manifest.getTask()) == Task.QUESTION_ANSWERING) {
            throw new CommandFailure("bundles are compared on class names and lettered options; push "
                    + manifest.getBenchmark() + " to two models instead, and compare them: vlmstream compare RUN");
        }
        List<Answer> answers = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        long nanos = 0;
        int all = plan.items().size();
        try (Model model = ModelLoader.load(bundle, options)) {
            Asked asked = Asked.of(model, manifest);
            for (int from = 0; from < all; from += AT_ONCE) {
                List<Drawn<DatasetItem>> items = plan.items().subList(from, Math.min(all, from + AT_ONCE));
                List<byte[]> images = items.stream().map(BundleAnswers::image).toList();
                long begun = System.nanoTime();
                List<@Nullable Prepared> prepared = new ArrayList<>();
                for (int i = 0; i < items.size(); i++) {
                    prepared.add(prepared((VisionModel) model, items.get(i), images.get(i)));
                }
                List<Prepared> usable =
                        prepared.stream().filter(one -> one != null).toList();
                List<Given> given =
                        usable.isEmpty() ? List.of() : asked.answers().apply(usable);
                nanos += System.nanoTime() - begun;
                int next = 0;
                for (Prepared one : prepared) {
                    int place = answers.size();
                    Given its = one == null ? new Given(Answer.failed(), NONE) : given.get(next++);
                    answers.add(its.answer());
                    String text = (reference == null ? its.answer() : reference.answers.get(place)).text();
                    values.add(
                            one == null || text == null
                                    ? its.values()
                                    : asked.likelihood().apply(one, text));
                }
                progress.show(answers.size(), all, "");
            }
            progress.finish(all, all, "");
            return new BundleAnswers(
                    bundle.name(), model.bundle().dtype(), asked.task(), answers, values, all / (nanos / 1e9));
        }
    }

    private static byte[] image(Drawn<DatasetItem> drawn) {
        DatasetItem item = drawn.line();
        if (item.image() == null) {
            throw new CommandFailure(item.place() + " of the dataset has no image on this machine; bundles are compared"
                    + " on images that are here");
        }
        try {
            return item.image().bytes();
        } catch (IOException e) {
            throw new CommandFailure(item.imageName() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** An item as a model takes it; null if its image is damaged, which fails with every bundle. */
    private static @Nullable Prepared prepared(VisionModel model, Drawn<DatasetItem> drawn, byte[] image) {
        try {
            return new Prepared(
                    drawn, model.imageProcessor().input(image, drawn.line().imageName()));
        } catch (ImageException e) {
            return null;
        }
    }

    /** One item that is asked about. */
    private record Prepared(Drawn<DatasetItem> drawn, VisionInput input) {
        Picture picture() {
            return Picture.Pixels.of(input);
        }

        /** The candidates that an item has for itself, else all. */
        Set<String> among(List<String> classes) {
            return new HashSet<>(drawn.choices().isEmpty() ? classes : drawn.choices());
        }
    }

    /** An answer, and the numbers that made it; none of an answer in text. */
    private record Given(Answer answer, float[] values) {
        /** The run's classes by their scores, those that are not offered for this item left out. */
        static Given ranked(float[] scores, List<String> classes, Set<String> offered) {
            List<String> ranking = Ranking.top(scores, classes, classes.size()).stream()
                    .map(RankedClass::name)
                    .filter(offered::contains)
                    .toList();
            return new Given(Answer.ranking(ranking), scores);
        }
    }

    /**
     * How a kind of model is asked.
     *
     * @param likelihood the log-probability of a text as the answer to an item
     */
    private record Asked(
            Task task,
            Function<List<Prepared>, List<Given>> answers,
            BiFunction<Prepared, String, float[]> likelihood) {

        static Asked of(Model model, RunManifest manifest) {
            // A switch over the sealed type waits for Java 21.
            if (model instanceof DualEncoder encoder) {
                List<String> templates = manifest.getTemplates().isEmpty() ? TEMPLATES : manifest.getTemplates();
                ClassHead head = encoder.classHead(manifest.getClasses(), templates);
                return ranking(Task.ZERO_SHOT, manifest, head.names(), pixels -> {
                    float[][] embeddings = encoder.embedImages(pixels);
                    return IntStream.range(0, embeddings.length)
                            .mapToObj(i -> head.scores(embeddings[i]))
                            .toArray(float[][]::new);
                });
            }
            if (model instanceof ImageClassifier classifier) {
                return ranking(Task.SUPERVISED, manifest, classifier.labels(), classifier::logits);
            }
            if (model instanceof VisionLanguageModel language) {
                Language asking = new Language(language, manifest, Task.of(manifest.getTask()));
                return new Asked(
                        asking.task(),
                        asking.task() == Task.CLASS_LIKELIHOOD ? asking::likelihoods : asking::generate,
                        asking::likelihood);
            }
            throw new CommandFailure(
                    model.bundle().name() + " is a " + model.bundle().kind().id()
                            + "; its vectors are compared with recorded ones: vlmstream models verify DIR");
        }

        /** @param names of the model's scores, in whatever order it has them */
        private static Asked ranking(
                Task task, RunManifest manifest, List<String> names, Function<List<float[]>, float[][]> scores) {
            List<String> classes = manifest.getClasses();
            int[] places = classes.stream().mapToInt(names::indexOf).toArray();
            return new Asked(
                    task,
                    asked -> {
                        float[][] rows = scores.apply(asked.stream()
                                .map(one -> one.input().pixelValues())
                                .toList());
                        return IntStream.range(0, rows.length)
                                .mapToObj(i -> Given.ranked(
                                        picked(rows[i], places),
                                        classes,
                                        asked.get(i).among(classes)))
                                .toList();
                    },
                    (item, text) -> NONE);
        }

        private static float[] picked(float[] row, int[] places) {
            float[] picked = new float[places.length];
            for (int i = 0; i < places.length; i++) {
                picked[i] = row[places[i]];
            }
            return picked;
        }
    }

    /** Questions to a vision-language model, in the run's words. */
    private record Language(VisionLanguageModel model, RunManifest manifest, Task task) {
        List<Given> generate(List<Prepared> asked) {
            List<Request> requests = asked.stream().map(this::request).toList();
            return model.generate(requests, options()).stream()
                    .map(answer -> new Given(Answer.text(answer.text()), NONE))
                    .toList();
        }

        List<Given> likelihoods(List<Prepared> asked) {
            List<Request> prefixes = asked.stream()
                    .map(one -> new Request(
                            one.picture(),
                            model.likelihoodPrompt(question(one), true, style(), manifest.getAnswerPrefix())))
                    .toList();
            ClassNames names = new ClassNames(manifest.getClasses(), Tokenisation.of(manifest.getTokenisation()));
            List<ClassLikelihoods> found = model.classLikelihoods(prefixes, names);
            return IntStream.range(0, asked.size())
                    .mapToObj(i -> Given.ranked(
                            found.get(i).sums(), names.names(), asked.get(i).among(names.names())))
                    .toList();
        }

        float[] likelihood(Prepared item, String text) {
            return text.isBlank()
                    ? NONE
                    : model.classLikelihoods(List.of(request(item)), ClassNames.direct(List.of(text)))
                            .get(0)
                            .sums();
        }

        private Request request(Prepared item) {
            String prompt = model.prompt(question(item), true, style(), manifest.getChainOfThought());
            return new Request(item.picture(), prompt, item.drawn().line().itemId());
        }

        private String question(Prepared item) {
            String own = item.drawn().line().text();
            String prompt = own == null ? manifest.getPrompt() : own;
            return switch (task) {
                case MULTIPLE_CHOICE -> prompt;
                case CLOSED_WORLD -> Questions.closedWorld(prompt, item.drawn().choices());
                default -> Questions.openWorld(prompt);
            };
        }

        private PromptStyle style() {
            return "study".equals(manifest.getPromptStyle()) ? PromptStyle.STUDY : PromptStyle.CHAT;
        }

        private GenerationOptions options() {
            Map<String, String> settings = new TreeMap<>(manifest.getGeneration());
            if (manifest.getMaxNewTokens() != null) {
                settings.put("max_new_tokens", manifest.getMaxNewTokens().toString());
            }
            settings.putIfAbsent("seed", String.valueOf(manifest.getSeed()));
            return GenerationOptions.of(model.bundle(), settings);
        }
    }
}
