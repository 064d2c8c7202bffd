package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.WorkerLoop;
import dev.vlmstream.benchmarks.workload.Photos;
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
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What embed does to a batch, in a bare loop without Kafka. Arguments: model, photos, limit, items, batch, threads (of
 * preprocessing, then of ONNX Runtime).
 */
final class EmbedWorker {
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
            WorkerLoop.serve(
                    worker.classify(photos.size()), () -> worker.classify(items).size());
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
