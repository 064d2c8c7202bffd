package dev.vlmstream.cli.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One model's answer to one image, or what a sentence encoder says of texts, as a JSON object. */
public record Predictor(Model model) {
    /**
     * @param question for models that answer in text
     * @param classes for models that rank: the candidates; empty takes a classifier's own
     * @param top length of a ranking
     * @param texts for sentence encoders: what is compared
     */
    public record Wish(
            String question,
            String promptStyle,
            boolean chainOfThought,
            Map<String, String> generation,
            List<String> classes,
            List<String> templates,
            Optional<String> answerPrefix,
            Tokenisation tokenisation,
            int top,
            List<String> texts) {}

    /**
     * The answer with its timings; {@code text} or {@code ranking} is what people look at.
     *
     * @param image the encoded file; null for a question without an image
     */
    public ObjectNode predict(byte @Nullable [] image, @Nullable String name, Wish wish) {
        ObjectNode result = Json.object()
                .put("model", model.bundle().name())
                .put("digest", model.bundle().digest())
                .put("image", name);
        long begun = System.nanoTime();
        // A switch over the sealed type waits for Java 21.
        if (model instanceof VisionLanguageModel language) {
            answer(language, image, name, wish, result);
        } else if (model instanceof VisionModel vision) {
            requireImage(image);
            float[] pixels = vision.imageProcessor().input(image, name).pixelValues();
            if (model instanceof DualEncoder encoder) {
                rank(encoder, pixels, wish, result);
            } else if (model instanceof ImageClassifier classifier) {
                rank(classifier, pixels, wish, result);
            }
        } else if (model instanceof SentenceEncoder encoder) {
            compare(encoder, wish.texts(), result);
        }
        return result.put("seconds", (System.nanoTime() - begun) / 1e9);
    }

    /** The cosine of each text with every other. */
    private static void compare(SentenceEncoder encoder, List<String> texts, ObjectNode result) {
        if (texts.size() < 2) {
            throw new CommandFailure(encoder.bundle().name() + " compares texts; give two or more: --text A --text B");
        }
        float[][] embeddings = encoder.embed(texts);
        ArrayNode pairs = result.putArray("cosines");
        for (int i = 0; i < embeddings.length; i++) {
            for (int j = i + 1; j < embeddings.length; j++) {
                pairs.addObject()
                        .put("a", texts.get(i))
                        .put("b", texts.get(j))
                        .put("cosine", SentenceEncoder.cosine(embeddings[i], embeddings[j]));
            }
        }
    }

    private void requireImage(byte @Nullable [] image) {
        if (image == null) {
            throw new CommandFailure(model.bundle().name() + " answers to images; give one with --image");
        }
    }

    private static void answer(
            VisionLanguageModel language,
            byte @Nullable [] image,
            @Nullable String name,
            Wish wish,
            ObjectNode result) {
        Picture picture = image == null
                ? null
                : Picture.Pixels.of(language.imageProcessor().input(image, name));
        if (!wish.classes().isEmpty()) {
            likelihoods(language, picture, wish, result.put("question", wish.question()));
            return;
        }
        String prompt =
                language.prompt(wish.question(), image != null, style(wish.promptStyle()), wish.chainOfThought());
        GenerationOptions options = GenerationOptions.of(language.bundle(), wish.generation());
        VisionLanguageModel.Generation answer = language.generate(
                        List.of(new VisionLanguageModel.Request(picture, prompt)), options)
                .get(0);
        result.put("question", wish.question()).put("decoding", options.describe());
        describe(answer, prompt, result);
    }

    /** The class names by the log-probability of their tokens after the beginning of an answer. */
    private static void likelihoods(
            VisionLanguageModel language, @Nullable Picture picture, Wish wish, ObjectNode result) {
        String prompt = language.likelihoodPrompt(
                wish.question(),
                picture != null,
                style(wish.promptStyle()),
                wish.answerPrefix().orElse(null));
        ClassNames names = new ClassNames(wish.classes(), wish.tokenisation());
        ClassLikelihoods likelihoods = language.classLikelihoods(
                        List.of(new VisionLanguageModel.Request(picture, prompt)), names)
                .get(0);
        result.put("prompt", prompt);
        result.set("ranking", ranking(Ranking.top(likelihoods.sums(), wish.classes(), wish.top())));
        result.set("ranking_by_mean", ranking(Ranking.top(likelihoods.means(), wish.classes(), wish.top())));
        ArrayNode sums = result.putArray("likelihoods");
        for (float sum : likelihoods.sums()) {
            sums.add(sum);
        }
        result.set("likelihood_tokens", ids(likelihoods.tokens()));
    }

    private static PromptStyle style(String id) {
        return id.equals("bundle") ? PromptStyle.CHAT : PromptStyle.of(id);
    }

    private static void describe(VisionLanguageModel.Generation answer, String prompt, ObjectNode result) {
        result.put("prompt", prompt).put("text", answer.text());
        result.set("token_ids", ids(answer.tokenIds()));
        result.set("input_ids", ids(answer.inputIds()));
        result.put("truncated", answer.truncated())
                .put("min_gap", answer.minGap())
                .put("seconds_to_first_token", answer.secondsToFirstToken())
                .put("tokens_per_second", answer.tokenIds().length / answer.seconds());
    }

    private static ArrayNode ids(int[] ids) {
        ArrayNode array = Json.array();
        Arrays.stream(ids).forEach(array::add);
        return array;
    }

    private static void rank(DualEncoder encoder, float[] pixels, Wish wish, ObjectNode result) {
        if (wish.classes().isEmpty()) {
            throw new CommandFailure(
                    encoder.bundle().name() + " compares the image with class names; give them with --classes FILE");
        }
        float[] embedding = encoder.embedImages(List.of(pixels))[0];
        float[] scores = encoder.classHead(wish.classes(), wish.templates()).scores(embedding);
        result.set("ranking", ranking(Ranking.top(scores, wish.classes(), wish.top())));
    }

    private static void rank(ImageClassifier classifier, float[] pixels, Wish wish, ObjectNode result) {
        List<String> labels = classifier.labels();
        float[] logits = classifier.logits(List.of(pixels))[0];
        List<RankedClass> all = Ranking.top(logits, labels, labels.size());
        if (!wish.classes().isEmpty()) {
            requireKnown(classifier, wish.classes());
            all = all.stream()
                    .filter(place -> wish.classes().contains(place.name()))
                    .toList();
        }
        result.set("ranking", ranking(all.subList(0, Math.min(wish.top(), all.size()))));
    }

    private static void requireKnown(ImageClassifier classifier, List<String> classes) {
        classes.stream()
                .filter(name -> !classifier.labels().contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new CommandFailure("the classifier "
                            + classifier.bundle().name() + " does not know the class \"" + name + "\"");
                });
    }

    private static ArrayNode ranking(List<RankedClass> places) {
        ArrayNode array = Json.array();
        places.forEach(place -> array.addObject()
                .put("name", place.name())
                .put("index", place.index())
                .put("score", place.score()));
        return array;
    }
}
