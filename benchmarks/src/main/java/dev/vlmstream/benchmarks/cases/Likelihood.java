package dev.vlmstream.benchmarks.cases;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.measure.Interleaved;
import dev.vlmstream.benchmarks.measure.Rates;
import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.report.Comparison;
import dev.vlmstream.benchmarks.report.Goal;
import dev.vlmstream.benchmarks.workload.Manifests;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.decoding.AttentionBlock;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.Embeddings;
import dev.vlmstream.inference.decoding.KvCache;
import dev.vlmstream.inference.decoding.Positions;
import dev.vlmstream.inference.decoding.Prefill;
import dev.vlmstream.inference.decoding.Step;
import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.likelihood.LogSumExp;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** The 998 distinct names of its classes. */
    static List<String> imageNet() {
        try (InputStream in = Likelihood.class.getResourceAsStream("/imagenet_classes.json")) {
            return List.of(new ObjectMapper().readValue(in, String[].class));
        } catch (IOException e) {
            throw new UncheckedIOException("the resource imagenet_classes.json cannot be read", e);
        }
    }

    public static BenchmarkReport measure(Options options) {
        return new Likelihood(options).measure();
    }

    private BenchmarkReport measure() {
        List<Integer> sample = sample();
        try (VisionLanguageModel model = (VisionLanguageModel) ModelLoader.load(bundle, RuntimeOptions.cpu())) {
            Request request = request(model);
            ClassNames all = ClassNames.direct(names);
            float[][] tree = scoreTree(model, request, all);
            List<String> some = sample.stream().map(names::get).toList();
            try (NamesAlone alone = NamesAlone.of(BundleDirectory.open(bundle.directory()), model, request, some)) {
                Side bySteps = Side.timed("token by token", some.size(), alone::bySteps);
                Side byPasses = Side.timed("one pass per name", some.size(), alone::byPasses);
                double steps = NamesAlone.deviation(sample, tree, alone.bySteps());
                double passes = NamesAlone.deviation(sample, tree, alone.byPasses());
                Side ours = Side.timed("tree", names.size(), () -> scoreTree(model, request, all));
                ProgressLog.say("likelihood, " + bundle.name());
                List<Rates> rates = Interleaved.measure(
                        List.of(ours, bySteps, byPasses), options.rounds(ROUNDS), "names/s", ProgressLog::say);
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

    private BenchmarkReport report(List<Rates> rates, int sampled, double deviation) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model", bundle.name());
        settings.put("names", names.size());
        settings.put("names scored by themselves", sampled);
        settings.put("largest deviation", deviation);
        String what = "likelihood, " + bundle.name();
        return BenchmarkReport.of(
                "likelihood",
                settings,
                List.of(
                        new Comparison(what, rates.get(0), rates.get(1), Goal.ratio(10)),
                        new Comparison(what, rates.get(0), rates.get(2), Goal.NONE)));
    }

    /**
     * Names scored one after another, each continuing from the prefix's keys and values, which are computed once. For models whose
     * positions count tokens.
     */
    private static final class NamesAlone implements AutoCloseable {
        private static final double TOLERANCE = 1e-4;

        private final LanguageParts parts;
        private final Prefill prefill;
        private final List<int[]> paths;
        private final LogSumExp logSumExp = new LogSumExp();

        private NamesAlone(LanguageParts parts, EmbeddedPrompt prefix, List<int[]> paths) {
            this.parts = parts;
            this.paths = paths;
            this.prefill = Prefill.of(
                    parts.embedder(), parts.decoder(), parts.padToken(), List.of(prefix), StepOutputs.LAST_LOGITS);
        }

        /** Loads the decoder once more. */
        static NamesAlone of(BundleDirectory files, VisionLanguageModel model, Request request, List<String> names) {
            try (Loading loading = new Loading()) {
                LanguageParts parts = LanguageParts.load(files, RuntimeOptions.cpu(), loading);
                NamesAlone alone = new NamesAlone(
                        parts,
                        prefix(files, model, request),
                        names.stream()
                                .map(name -> path(parts, request.prompt(), name))
                                .toList());
                return loading.complete(alone);
            }
        }

        private static EmbeddedPrompt prefix(BundleDirectory files, VisionLanguageModel model, Request request) {
            GenerationOptions one = GenerationOptions.of(model.bundle()).withMaxNewTokens(1);
            int[] ids = model.generate(List.of(request), one).get(0).inputIds();
            float[][] features = model.imageFeatures((Picture.Pixels) request.picture(), request.prompt());
            int image = files.requireInt("image_token_index");
            return new EmbeddedPrompt(
                    ids,
                    image,
                    () -> EmbeddedPrompt.Features.of(Tensor.floats(features)),
                    Positions.counted(ids.length),
                    AttentionBlock.NONE,
                    null);
        }

        /** How a name continues after the prompt's last word. */
        private static int[] path(LanguageParts parts, String prompt, String name) {
            String word = prompt.substring(prompt.lastIndexOf(' ') + 1);
            int[] before = parts.tokenizer().encode(word, false);
            int[] whole = parts.tokenizer().encode(word + " " + name, false);
            return Arrays.copyOfRange(whole, before.length, whole.length);
        }

        /** One step of decoding for each token, as the study's loop does; the last token predicts nothing and has none. */
        float[][] bySteps() {
            return paths.stream().map(this::bySteps).toArray(float[][]::new);
        }

        private float[] bySteps(int[] path) {
            float[] logProbs = new float[path.length];
            logProbs[0] = logProb(prefill.logits(0, 0), path[0]);
            try (KvCache cache = prefill.cache().branch(new int[] {0})) {
                for (int i = 0; i + 1 < path.length; i++) {
                    try (Step step = step(cache, new long[] {path[i]}, StepOutputs.LAST_LOGITS)) {
                        logProbs[i + 1] = logProb(step.lastLogits(0), path[i + 1]);
                    }
                }
            }
            return logProbs;
        }

        /** All of a name's tokens in one step. */
        float[][] byPasses() {
            return paths.stream().map(this::byPass).toArray(float[][]::new);
        }

        private float[] byPass(int[] path) {
            float[] logProbs = new float[path.length];
            logProbs[0] = logProb(prefill.logits(0, 0), path[0]);
            if (path.length == 1) {
                return logProbs;
            }
            long[] tokens =
                    Arrays.stream(path).limit(path.length - 1).asLongStream().toArray();
            try (KvCache cache = prefill.cache().branch(new int[] {0});
                    Step step = step(cache, tokens, StepOutputs.ALL_LOGITS)) {
                for (int i = 0; i < tokens.length; i++) {
                    logProbs[i + 1] = logProb(step.logits(0, i), path[i + 1]);
                }
            }
            return logProbs;
        }

        private Step step(KvCache cache, long[] tokens, StepOutputs wanted) {
            long[] mask = new long[cache.length() + tokens.length];
            Arrays.fill(mask, 1);
            long[] positions = new long[tokens.length];
            Arrays.setAll(positions, i -> cache.length() + i);
            try (Embeddings embeds = parts.embedder().tokens(tokens, 1)) {
                return cache.step(embeds, mask, positions, wanted);
            }
        }

        private float logProb(float[] logits, int token) {
            return (float) (logits[token] - logSumExp.of(logits));
        }

        /**
         * The largest between values of all names and of some.
         *
         * @param sample the indices of these
         * @throws IllegalStateException if it is not rounding
         */
        static double deviation(List<Integer> sample, float[][] all, float[][] some) {
            double largest = 0;
            for (int i = 0; i < some.length; i++) {
                float[] whole = all[sample.get(i)];
                if (whole.length != some[i].length) {
                    throw new IllegalStateException("name " + sample.get(i) + " has other tokens in the tree");
                }
                for (int t = 0; t < whole.length; t++) {
                    largest = Math.max(largest, Math.abs(whole[t] - some[i][t]));
                }
            }
            if (!(largest <= TOLERANCE)) {
                throw new IllegalStateException("log-probabilities of the tree and of names by themselves differ by "
                        + largest + "; comparing their speed would mean nothing");
            }
            return largest;
        }

        @Override
        public void close() {
            prefill.close();
            parts.close();
        }
    }
}
