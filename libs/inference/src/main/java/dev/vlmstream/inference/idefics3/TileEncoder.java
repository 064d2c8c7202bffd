package dev.vlmstream.inference.idefics3;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The vision encoder: {@code pixel_values} {@code [1, tiles, 3, height, width]} and, if declared, {@code
 * pixel_attention_mask} to {@code image_features} {@code [tiles, tokens, width]}. Tiles of all images go through it one
 * after another; the reference pads images of fewer tiles with empty ones, and drops those again.
 */
final class TileEncoder implements AutoCloseable {

    private static final String PIXELS = "pixel_values";
    private static final String MASK = "pixel_attention_mask";
    private static final String FEATURES = "image_features";
    /** Of 512 x 512 pixels, as SmolVLM has them; attention over their patches takes most of the memory. */
    private static final int TILES_AT_ONCE = 8;

    private final Graph graph;
    private final TensorSpec pixels;
    private final int tokens;
    private final int width;

    /**
     * Takes over the graph.
     *
     * @param tokens that a tile must give
     * @param width of each of them
     */
    TileEncoder(Graph graph, int tokens, int width) {
        this.graph = graph;
        this.pixels = graph.requireInput(PIXELS);
        this.tokens = tokens;
        this.width = width;
        if (pixels.shape().length != 5) {
            throw new BundleException(graph.file() + " takes " + PIXELS + " of " + pixels.shape().length
                    + " dimensions, not [batch, tiles, 3, height, width]; export it again");
        }
        graph.requireOutput(FEATURES);
    }

    /** The features of all images' tiles, one after another, left where they were computed; the caller closes them. */
    List<Tensor> encode(List<VisionInput> images) {
        List<float[]> tiles =
                images.stream().flatMap(image -> image.pieces().stream()).toList();
        int[] shape = images.get(0).shape();
        try (Loading encoding = new Loading()) {
            List<Tensor> features = new ArrayList<>();
            for (int from = 0; from < tiles.size(); from += TILES_AT_ONCE) {
                List<float[]> some = tiles.subList(from, Math.min(tiles.size(), from + TILES_AT_ONCE));
                features.add(encoding.add(some(some, shape)));
                requireFeatures(features.get(features.size() - 1), some.size());
            }
            return encoding.complete(features);
        }
    }

    private Tensor some(List<float[]> tiles, int[] shape) {
        Map<String, Tensor> feed = new HashMap<>();
        try {
            feed.put(PIXELS, Tensor.floats(pixels, tiles, 1, tiles.size(), shape[1], shape[2], shape[3]));
            graph.input(MASK).ifPresent(spec -> feed.put(MASK, allReal(spec, tiles.size(), shape)));
            return graph.runToDevice(feed, FEATURES);
        } finally {
            feed.values().forEach(Tensor::close);
        }
    }

    /** Tiles are whole: no pixel of them is padding. */
    private static Tensor allReal(TensorSpec spec, int tiles, int[] shape) {
        long[] ones = new long[Math.multiplyExact(tiles, shape[2] * shape[3])];
        Arrays.fill(ones, 1);
        return Tensor.integers(spec, ones, 1, tiles, shape[2], shape[3]);
    }

    private void requireFeatures(Tensor features, int tiles) {
        if (features.elements() != (long) tiles * tokens * width) {
            throw new BundleException(graph.file() + " gives " + Arrays.toString(features.shape()) + " for " + tiles
                    + " tiles, but the bundle's configuration says " + tokens + " image tokens of " + width
                    + " values each; one of the files is another model's");
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
