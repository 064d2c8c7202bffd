package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.inference.DualEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Embeddings of pictures whose pixels lie in memory, as processors would be measured otherwise. */
record EmbedWork(DualEncoder model, List<float[]> pixels, int items, int together) {
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
        return TimedSide.of("ours", items, () -> {
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
