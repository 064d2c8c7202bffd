package dev.vlmstream.benchmarks.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.measure.Interleaved;
import dev.vlmstream.benchmarks.measure.Rates;
import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.report.Comparison;
import dev.vlmstream.benchmarks.report.Goal;
import dev.vlmstream.benchmarks.report.Report;
import dev.vlmstream.benchmarks.workload.Manifests;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.benchmarks.workload.Progress;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names a second, ImageNet's after one image: as a tree, and each by itself, the prefix cached on every side. */
public final class Likelihood {
    private static final int ROUNDS = 3;
    private static final int SAMPLE = 100;
    private static final String DEFAULT_MODEL = "libs/inference/src/test/resources/models/tiny-llava";

    private final Options options;
    private final ModelBundle bundle;
    private final List<String> names = imageNet();

    private Likelihood(Options options) {
        this.options = options;
        this.bundle = BundleFinder.open(options.language().orElse(options.home().resolve(DEFAULT_MODEL)));
    }

    private static List<String> imageNet() {
        try (InputStream in = Likelihood.class.getResourceAsStream("/imagenet_classes.json")) {
            return List.of(new ObjectMapper().readValue(in, String[].class));
        } catch (IOException e) {
            throw new UncheckedIOException("the resource imagenet_classes.json cannot be read", e);
        }
    }

    public static Report measure(Options options) {
        return new Likelihood(options).measure();
    }

    private Report measure() {
        List<Integer> sample = sample();
        try (VisionLanguageModel model = (VisionLanguageModel) ModelLoader.load(bundle, RuntimeOptions.cpu())) {
            Request request = request(model);
            ClassNames all = ClassNames.direct(names);
            float[][] tree = scoreTree(model, request, all);
            List<String> some = sample.stream().map(names::get).toList();
            try (NamesAlone alone = NamesAlone.of(BundleDirectory.open(bundle.directory()), model, request, some)) {
                Side bySteps = TimedSide.of("token by token", some.size(), alone::bySteps);
                Side byPasses = TimedSide.of("one pass per name", some.size(), alone::byPasses);
                double steps = NamesAlone.deviation(sample, tree, alone.bySteps());
                double passes = NamesAlone.deviation(sample, tree, alone.byPasses());
                Side ours = TimedSide.of("tree", names.size(), () -> scoreTree(model, request, all));
                Progress.say("likelihood, " + bundle.name());
                List<Rates> rates = Interleaved.measure(
                        List.of(ours, bySteps, byPasses), options.rounds(ROUNDS), "names/s", Progress::say);
                return report(rates, some.size(), Math.max(steps, passes));
            }
        }
    }

    private Request request(VisionLanguageModel model) {
        EncodedImage photo = Photos.read(options.photos(), 1).get(0);
        Picture picture = new Picture.Pixels(model.imageProcessor().input(photo.bytes(), photo.name()), photo.name());
        return new Request(picture, model.likelihoodPrompt(Manifests.QUESTION, true, PromptStyle.STUDY, null));
    }

    private static float[][] scoreTree(VisionLanguageModel model, Request request, ClassNames names) {
        return model.classLikelihoods(List.of(request), names).get(0).logProbs();
    }

    /** Indices of names at equal distances. */
    private List<Integer> sample() {
        int count = Math.min(names.size(), options.items(SAMPLE));
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            indices.add((int) ((long) i * names.size() / count));
        }
        return indices;
    }

    private Report report(List<Rates> rates, int sampled, double deviation) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model", bundle.name());
        settings.put("names", names.size());
        settings.put("names scored by themselves", sampled);
        settings.put("largest deviation", deviation);
        String what = "likelihood, " + bundle.name();
        return Report.of(
                "likelihood",
                settings,
                List.of(
                        new Comparison(what, rates.get(0), rates.get(1), Goal.ratio(10)),
                        new Comparison(what, rates.get(0), rates.get(2), Goal.NONE)));
    }
}
