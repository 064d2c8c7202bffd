package dev.vlmstream.inference.verify;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.verify.golden.Goldens;
import dev.vlmstream.inference.verify.golden.ReportBuilder;
import dev.vlmstream.inference.verify.golden.Tolerance;
import dev.vlmstream.inference.verify.golden.VerificationReport;
import dev.vlmstream.inference.verify.language.ChoiceDraw;
import dev.vlmstream.inference.verify.language.LanguageComparison;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        ReportBuilder report = new ReportBuilder(Tolerance.of(goldens));
        try (Model model = ModelLoader.load(bundle, options)) {
            compare(model, new Goldens(goldens, roots), draw, report);
            return report.build(model.bundle().name());
        }
    }

    private static void compare(Model model, Goldens goldens, ChoiceDraw draw, ReportBuilder report) {
        // A switch over the sealed type waits for Java 21.
        if (model instanceof DualEncoder encoder) {
            new EncoderComparison(encoder, goldens, report).run();
        } else if (model instanceof ImageClassifier classifier) {
            new ClassifierComparison(classifier, goldens, report).run();
        } else if (model instanceof VisionLanguageModel language) {
            new LanguageComparison(language, goldens, draw, report).run();
        } else if (model instanceof SentenceEncoder encoder) {
            new SentenceComparison(encoder, goldens, report).run();
        }
    }
}
