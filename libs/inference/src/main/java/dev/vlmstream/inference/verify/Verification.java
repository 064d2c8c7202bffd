package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.verify.Goldens.Tolerance;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Runs a bundle on the cases of {@code index.jsonl}, {@code expected.jsonl}, {@code expected_wikiqa.jsonl} and {@code
 * zero_shot_expected.jsonl} of a directory and compares. Numbers must agree within 1e-4 (hidden states 1e-3), digests and
 * tokens exactly, except that a token may differ where
 * the best logit led by less than 0.001. A {@code golden.json} beside the cases may grant more than 1e-4, for graphs in half
 * precision.
 */
public final class Verification {

    private static final List<String> PLACES =
            List.of(".", "golden/preprocess", "data/emoji", "data/imagenet-val", "data/reference");

    /** Bundles of tools/export keep the images beside what was recorded of them. */
    private static final String OWN_IMAGES = "images";

    private Verification() {}

    /** Looks for images around the golden directory, as {@code golden/models/BUNDLE} lies beside {@code data}. */
    public static VerificationReport run(Path bundle, Path goldens, RuntimeOptions options) {
        return run(bundle, goldens, List.of(), options);
    }

    /** Without the cases whose labels have to be drawn again. */
    public static VerificationReport run(Path bundle, Path goldens, List<Path> imageRoots, RuntimeOptions options) {
        return run(bundle, goldens, imageRoots, ChoiceDraw.NONE, options);
    }

    /**
     * @param imageRoots further directories from which images and class lists are looked up, tried first
     * @param draw draws labels again that were not written down
     * @throws BundleException if the bundle cannot be used, or there is nothing recorded in {@code goldens}
     */
    public static VerificationReport run(
            Path bundle, Path goldens, List<Path> imageRoots, ChoiceDraw draw, RuntimeOptions options) {
        return run(BundleFinder.open(bundle), goldens, imageRoots, draw, options);
    }

    /** The same of a bundle that is open. */
    public static VerificationReport run(
            ModelBundle bundle, Path goldens, List<Path> imageRoots, ChoiceDraw draw, RuntimeOptions options) {
        if (!Files.isRegularFile(goldens.resolve("index.jsonl"))) {
            throw new BundleException(goldens.resolve("index.jsonl")
                    + " is missing; give the directory with the recorded" + " outputs of " + bundle.name());
        }
        List<Path> roots = new ArrayList<>(imageRoots);
        roots.add(goldens.resolve(OWN_IMAGES));
        Path around = goldens.toAbsolutePath().normalize().resolve("../../..").normalize();
        PLACES.forEach(place -> roots.add(around.resolve(place).normalize()));
        GoldenComparator comparator = new GoldenComparator(Tolerance.of(goldens));
        try (Model model = ModelLoader.load(bundle, options)) {
            compare(model, new Goldens(goldens, roots), draw, comparator);
            return comparator.build(model.bundle().name());
        }
    }

    private static void compare(Model model, Goldens goldens, ChoiceDraw draw, GoldenComparator comparator) {
        // A switch over the sealed type waits for Java 21.
        if (model instanceof DualEncoder encoder) {
            new EncoderVerification(encoder, goldens, comparator).run();
        } else if (model instanceof ImageClassifier classifier) {
            new ClassifierVerification(classifier, goldens, comparator).run();
        } else if (model instanceof VisionLanguageModel language) {
            new LanguageVerification(language, goldens, draw, comparator).run();
        } else if (model instanceof SentenceEncoder encoder) {
            new SentenceVerification(encoder, goldens, comparator).run();
        }
    }

    /** Draws the labels that are offered with the lines of a split, as the study's script does. */
    @FunctionalInterface
    public interface ChoiceDraw {

        /** Draws nothing: cases whose labels were drawn and not written down are noted and left out. */
        ChoiceDraw NONE = (labels, classes, offered) -> List.of();

        /**
         * @param labels of all lines of the split, in its order
         * @param offered how many labels each line gets
         * @return one list per line, in the order of {@code labels}; empty if it cannot be drawn
         */
        List<List<String>> draw(List<String> labels, List<String> classes, int offered);
    }

    /** Logits, features and rankings of a classifier. */
    private record ClassifierVerification(ImageClassifier model, Goldens goldens, GoldenComparator comparator) {

        private static final Set<String> KEYS =
                Set.of("case", "image", "pixel_values", "crop_rgb_sha256", "logits", "features", "top20", "files");

        void run() {
            for (JsonNode line : goldens.lines("index.jsonl")) {
                Goldens.noteOthers(line, KEYS, comparator);
                goldens.input(model, line.get("image").asText(), comparator).ifPresent(input -> image(line, input));
            }
            for (JsonNode line : goldens.lines("expected.jsonl")) {
                goldens.input(model, line.get("image").asText(), comparator)
                        .ifPresent(input -> comparator.rankingByIndex(line, logits(input)));
            }
            for (JsonNode line : goldens.lines("zero_shot_expected.jsonl")) {
                goldens.input(model, line.get("image").asText(), comparator)
                        .ifPresent(input -> comparator.rankingByIndexOfObjects("top5", line, logits(input)));
            }
        }

        private void image(JsonNode line, VisionInput input) {
            Goldens.comparePixels(line, input, comparator);
            goldens.compareCrop(model, line, comparator);
            float[] logits = logits(input);
            JsonNode recorded = line.has("logits") ? line.get("logits") : line.at("/files/scores");
            comparator.floats("logits", logits, goldens.vector(recorded), GoldenComparator.FLOATS);
            if (line.has("features")) {
                float[] features = model.features(List.of(input.pixelValues()))
                        .map(rows -> rows[0])
                        .orElseGet(() -> new float[0]);
                comparator.floats("features", features, goldens.vector(line.get("features")), GoldenComparator.FLOATS);
            }
            if (line.has("top20")) {
                line.get("top20").forEach(place -> name(place));
                comparator.rankingByIndexOfObjects("top20", line, logits);
            }
        }

        private void name(JsonNode place) {
            String own = model.labels().get(place.get("index").asInt());
            comparator.equal("labels", own.equals(place.get("name").asText()), own);
        }

        private float[] logits(VisionInput input) {
            return model.logits(List.of(input.pixelValues()))[0];
        }
    }

    /** Tokens and embeddings of single texts, and the cosines of texts that are embedded together. */
    private record SentenceVerification(SentenceEncoder model, Goldens goldens, GoldenComparator comparator) {

        private static final String EMBEDDING = "sentence_embedding";
        private static final Set<String> TEXT = Set.of("case", "text", "input_ids", EMBEDDING);
        private static final Set<String> TOGETHER = Set.of("case", "texts", "cosines");

        void run() {
            for (JsonNode line : goldens.lines("index.jsonl")) {
                if (line.has("text")) {
                    text(line);
                } else {
                    together(line);
                }
            }
        }

        private void text(JsonNode line) {
            Goldens.noteOthers(line, TEXT, comparator);
            String text = line.get("text").asText();
            comparator.equal(
                    "input_ids",
                    Arrays.equals(model.inputIds(text), Goldens.ints(line.get("input_ids"))),
                    "\"" + text + "\"");
            float[] embedding = model.embed(List.of(text))[0];
            comparator.floats(EMBEDDING, embedding, goldens.vector(line.get(EMBEDDING)), GoldenComparator.FLOATS);
        }

        /** Padding beside longer texts must change nothing. */
        private void together(JsonNode line) {
            Goldens.noteOthers(line, TOGETHER, comparator);
            List<String> texts = new ArrayList<>();
            line.path("texts").forEach(text -> texts.add(text.asText()));
            float[][] all = model.embed(texts);
            float[] cosines = new float[all.length * all.length];
            for (int i = 0; i < cosines.length; i++) {
                cosines[i] = (float) SentenceEncoder.cosine(all[i / all.length], all[i % all.length]);
            }
            comparator.floats("cosines", cosines, goldens.vector(line.get("cosines")), GoldenComparator.FLOATS);
        }
    }
}
