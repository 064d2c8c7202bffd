package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.Interleaved;
import dev.vlmstream.benchmarks.measure.Rates;
import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.measure.WorkAgreement;
import dev.vlmstream.benchmarks.measure.Worker;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.report.Comparison;
import dev.vlmstream.benchmarks.report.Goal;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Options.MissingException;
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.Device;
import dev.vlmstream.inference.runtime.ExecutionProvider;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CLIP's images and a vision-language model's tokens a second on a GPU, beside transformers and vLLM in fp16 on the same card. */
public final class Gpu {
    private static final Device DEVICE = new Device(ExecutionProvider.CUDA, 0, 0);
    private static final String TORCH_DEVICE = "cuda:0";
    private static final int ROUNDS = 3;
    private static final int IMAGES = 2048;
    private static final int IMAGES_TOGETHER = 32;
    private static final int QUESTIONS = 64;
    private static final int TOKENS = 64;
    private static final List<Integer> BATCHES = List.of(1, 8, 16);

    private final Options options;
    private final Map<String, Object> settings = new LinkedHashMap<>();

    private Gpu(Options options) {
        this.options = options;
    }

    /** @throws MissingException in one sentence if there is no GPU, or nothing to compare with */
    public static BenchmarkReport measure(Options options) {
        GpuMachine.require(options, DEVICE, TORCH_DEVICE);
        ModelBundle clip = bundle(options.clip(), "--clip", "a dual encoder");
        ModelBundle language = bundle(options.language(), "--model", "a LLaVA");
        return new Gpu(options).measure(clip, language);
    }

    private static ModelBundle bundle(Optional<Path> directory, String option, String what) {
        return BundleFinder.open(directory.orElseThrow(() -> new IllegalArgumentException(
                "gpu needs " + option + " DIR, the bundle of " + what + " with model.safetensors beside config.json")));
    }

    private BenchmarkReport measure(ModelBundle clip, ModelBundle language) {
        settings.put("device", DEVICE.toString());
        settings.put("images", options.items(IMAGES));
        settings.put("questions", options.items(QUESTIONS));
        settings.put("tokens", TOKENS);
        List<Comparison> rows = new ArrayList<>();
        rows.addAll(images(clip));
        for (int batch : BATCHES) {
            rows.addAll(tokens(language, batch));
        }
        return BenchmarkReport.of("gpu", settings, rows);
    }

    private RuntimeOptions runtime() {
        return RuntimeOptions.cpu().withDevice(DEVICE);
    }

    private List<Comparison> images(ModelBundle bundle) {
        int items = options.items(IMAGES);
        try (Model model = ModelLoader.load(bundle, runtime())) {
            EmbedWork work = EmbedWork.of((DualEncoder) model, options.photos(), items, IMAGES_TOGETHER);
            return compare(
                    "gpu, " + bundle.name(),
                    work.side(),
                    work.largest(),
                    "images/s",
                    List.of(transformers(
                            "clip.py",
                            bundle.directory(),
                            options.photos(),
                            work.pictures(),
                            items,
                            IMAGES_TOGETHER,
                            TORCH_DEVICE)));
        }
    }

    private List<Comparison> tokens(ModelBundle bundle, int batch) {
        int items = options.items(QUESTIONS);
        List<Integer> limits = Collections.nCopies(items, TOKENS);
        RuntimeOptions runtime = runtime().withBatching(Decode.batching(batch));
        try (Model model = ModelLoader.load(bundle, runtime)) {
            DecodeWork work = DecodeWork.of((VisionLanguageModel) model, options.photos(), items, limits);
            Object[] arguments = {
                bundle.directory(),
                options.photos(),
                items,
                batch,
                Runtime.getRuntime().availableProcessors(),
                work.prompt(),
                String.join(",", limits.stream().map(String::valueOf).toList()),
                TORCH_DEVICE
            };
            List<Yardstick> yardsticks = new ArrayList<>(List.of(transformers("decode.py", arguments)));
            options.vllm()
                    .ifPresent(python -> yardsticks.add(new Yardstick(
                            "vLLM, fp16", Commands.python(python, options.script("vllm_decode.py"), arguments))));
            return compare(
                    "gpu, " + bundle.name() + ", batch " + batch,
                    work.side("continuous", items),
                    work.firstTokens(),
                    "tokens/s",
                    yardsticks);
        }
    }

    private Yardstick transformers(String script, Object... arguments) {
        return new Yardstick(
                "transformers, fp16", Commands.python(options.python(), options.script(script), arguments));
    }

    /** A row for each yardstick; all sides take turns. */
    private List<Comparison> compare(
            String what, Side ours, List<Double> check, String unit, List<Yardstick> yardsticks) {
        ProgressLog.say(what);
        ours.round();
        List<Worker> others = new ArrayList<>();
        try {
            for (Yardstick yardstick : yardsticks) {
                Worker other = Worker.start(yardstick.name(), yardstick.command());
                others.add(other);
                settings.put(
                        "agreement, " + what + ", " + other.name(),
                        WorkAgreement.require(ours.name(), check, other.name(), other.check()));
            }
            List<Side> sides = new ArrayList<>(List.of(ours));
            sides.addAll(others);
            List<Rates> rates = Interleaved.measure(sides, options.rounds(ROUNDS), unit, ProgressLog::say);
            return rates.stream()
                    .skip(1)
                    .map(other -> new Comparison(what, rates.get(0), other, Goal.ratio(1.0)))
                    .toList();
        } finally {
            others.forEach(Worker::close);
        }
    }

    /** What is measured beside ours. */
    private record Yardstick(String name, List<String> command) {}

    /** Embeddings of pictures whose pixels lie in memory, as processors would be measured otherwise. */
    private record EmbedWork(DualEncoder model, List<float[]> pixels, int items, int together) {
        /** More would only fill memory. */
        private static final int PICTURES = 256;

        static EmbedWork of(DualEncoder model, Path photos, int items, int together) {
            List<float[]> pixels = Photos.read(photos, PICTURES).stream()
                    .map(photo -> model.imageProcessor()
                            .input(photo.bytes(), photo.name())
                            .pixelValues())
                    .toList();
            return new EmbedWork(model, pixels, items, together);
        }

        /** How many different ones there are. */
        int pictures() {
            return pixels.size();
        }

        Side side() {
            return Side.timed("ours", items, () -> {
                for (int from = 0; from < items; from += together) {
                    model.embedImages(some(from, Math.min(items, from + together)));
                }
            });
        }

        private List<float[]> some(int from, int to) {
            List<float[]> some = new ArrayList<>(to - from);
            for (int i = from; i < to; i++) {
                some.add(pixels.get(i % pixels.size()));
            }
            return some;
        }

        /** Where each picture's embedding is largest, which the other side must find as well. */
        List<Double> largest() {
            List<Double> largest = new ArrayList<>();
            for (float[] embedding : model.embedImages(pixels)) {
                int at = 0;
                for (int i = 1; i < embedding.length; i++) {
                    at = embedding[i] > embedding[at] ? i : at;
                }
                largest.add((double) at);
            }
            return largest;
        }
    }
}
