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
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.inference.ImageBatch;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A classifier over photos: through Kafka, in a bare loop, and in Python. */
public final class Embed {
    private static final int ROUNDS = 5;
    private static final int ITEMS = 2000;
    private static final int BATCH = 32;

    private Embed() {}

    public static BenchmarkReport measure(Options options) {
        List<EncodedImage> photos = Photos.read(options.photos(), Photos.LIMIT);
        int items = options.items(ITEMS);
        int threads = Runtime.getRuntime().availableProcessors();
        Object[] work = {options.model(), options.photos(), Photos.LIMIT, items, BATCH, threads};
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("photos", photos.size());
        settings.put("items", items);
        settings.put("model", options.model().getFileName().toString());
        settings.put("batch", BATCH);
        settings.put("threads", threads);
        List<Worker> workers = new ArrayList<>();
        try (EmbedPipeline pipeline = EmbedPipeline.start(options, photos, items, BATCH, threads)) {
            workers.add(Worker.start("bare loop", Commands.java(EmbedWorker.class, work)));
            if (options.hasPython()) {
                workers.add(python(options, "Python", work, 1));
                workers.add(python(options, "Python, images side by side", work, threads));
                settings.put("agreement", WorkAgreement.require(workers.get(0), workers.get(1)));
            }
            List<Side> sides = new ArrayList<>(List.of(pipeline, pipeline.within()));
            sides.addAll(workers);
            return BenchmarkReport.of(
                    "embed",
                    settings,
                    compare(Interleaved.measure(sides, options.rounds(ROUNDS), "images/s", ProgressLog::say)));
        } finally {
            workers.forEach(Worker::close);
        }
    }

    private static List<Comparison> compare(List<Rates> rates) {
        Rates pipeline = rates.get(0);
        Rates python = rates.size() > 3 ? rates.get(3) : null;
        Rates sideBySide = rates.size() > 4 ? rates.get(4) : null;
        return List.of(
                new Comparison("embed, what the image store costs", pipeline, rates.get(1), Goal.ratio(0.95)),
                new Comparison("embed, what Kafka costs", pipeline, rates.get(2), Goal.ratio(0.8)),
                new Comparison("embed, Pillow + onnxruntime", pipeline, python, Goal.ratio(1.0)),
                new Comparison("embed, the same with a thread pool", pipeline, sideBySide, Goal.NONE));
    }

    private static Worker python(Options options, String name, Object[] work, int imageThreads) {
        List<String> command = Commands.python(options.python(), options.script("embed.py"), work);
        command.add(String.valueOf(imageThreads));
        return Worker.start(name, command);
    }

    /**
     * What embed does to a batch, in a bare loop without Kafka. Arguments: model, photos, limit, items, batch, threads (of
     * preprocessing, then of ONNX Runtime).
     */
    static final class EmbedWorker {
        private static final int RANKED = 10;

        private final ImageClassifier classifier;
        private final List<EncodedImage> photos;
        private final int batch;
        private final ExecutorService preprocessing;

        private EmbedWorker(
                ImageClassifier classifier, List<EncodedImage> photos, int batch, ExecutorService preprocessing) {
            this.classifier = classifier;
            this.photos = photos;
            this.batch = batch;
            this.preprocessing = preprocessing;
        }

        public static void main(String[] arguments) throws Exception {
            List<EncodedImage> photos = Photos.read(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
            int items = Integer.parseInt(arguments[3]);
            int threads = Integer.parseInt(arguments[5]);
            RuntimeOptions options = RuntimeOptions.cpu().withIntraOpThreads(threads);
            ExecutorService preprocessing = Executors.newFixedThreadPool(threads);
            try (Model model = ModelLoader.load(BundleFinder.open(Path.of(arguments[0])), options)) {
                EmbedWorker worker =
                        new EmbedWorker((ImageClassifier) model, photos, Integer.parseInt(arguments[4]), preprocessing);
                worker.classify(items);
                Worker.serve(
                        worker.classify(photos.size()),
                        () -> worker.classify(items).size());
            } finally {
                preprocessing.shutdownNow();
            }
        }

        /** Goes round the photos until this many are done; the best class of each. */
        private List<Integer> classify(int items) {
            List<Integer> best = new ArrayList<>(items);
            for (int from = 0; from < items; from += batch) {
                List<EncodedImage> some = new ArrayList<>(batch);
                for (int i = from; i < Math.min(items, from + batch); i++) {
                    some.add(photos.get(i % photos.size()));
                }
                rank(some).forEach(ranking -> best.add(ranking.get(0).index()));
            }
            return best;
        }

        private List<List<RankedClass>> rank(List<EncodedImage> images) {
            List<float[]> pixels = ImageBatch.prepare(classifier.imageProcessor(), images, preprocessing).stream()
                    .map(EmbedWorker::pixels)
                    .toList();
            List<List<RankedClass>> rankings = new ArrayList<>(images.size());
            for (float[] logits : classifier.logits(pixels)) {
                rankings.add(Ranking.top(logits, classifier.labels(), RANKED));
            }
            return rankings;
        }

        private static float[] pixels(ImageBatch.Prepared prepared) {
            if (prepared.error() != null) {
                throw prepared.error();
            }
            return prepared.input().pixelValues();
        }
    }
}
