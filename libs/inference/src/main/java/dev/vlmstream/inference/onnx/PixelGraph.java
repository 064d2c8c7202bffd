package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A graph from {@code pixel_values} ({@code [images, channels, height, width]}) to one output with a row per image. */
public final class PixelGraph implements AutoCloseable {

    private static final String PIXELS = "pixel_values";
    /** More images at once would only hold more memory. */
    private static final int IMAGES_AT_ONCE = 32;

    private final Graph graph;
    private final TensorSpec pixels;
    private final String output;
    private final FixedImageProcessor processor;
    private final Map<String, Tensor> companions;

    /**
     * Takes over the graph.
     *
     * @param outputs names by which the output may go; the first that the graph declares is read
     * @throws BundleException if the graph lacks the input or every output, or is for images of another size
     */
    public PixelGraph(Graph graph, FixedImageProcessor processor, String... outputs) {
        this(graph, processor, Map.of(), outputs);
    }

    /**
     * As {@link #PixelGraph(Graph, FixedImageProcessor, String...)}, for a graph with more inputs than pixels.
     *
     * @param companions what is fed to these at every run; taken over
     */
    public PixelGraph(Graph graph, FixedImageProcessor processor, Map<String, Tensor> companions, String... outputs) {
        this.graph = graph;
        this.companions = Map.copyOf(companions);
        this.pixels = graph.requireInput(PIXELS);
        this.output = graph.requireOutput(outputs).name();
        this.processor = processor;
        requireExtent(1, processor.channels());
        requireExtent(2, processor.height());
        requireExtent(3, processor.width());
    }

    /** The file that it was loaded from. */
    public Path file() {
        return graph.file();
    }

    private void requireExtent(int dimension, int extent) {
        if (pixels.fixed(dimension) && pixels.shape()[dimension] != extent) {
            throw new BundleException(graph.file() + " takes " + PIXELS + " of " + pixels.shape()[2] + " x "
                    + pixels.shape()[3] + " but preprocessor_config.json makes " + processor.height() + " x "
                    + processor.width()
                    + "; one of the two files is another model's");
        }
    }

    /**
     * One flattened row of the output per image, in order.
     *
     * @throws IllegalArgumentException if an image has another number of values
     */
    public float[][] rows(List<float[]> images) {
        return rows(output, images);
    }

    /**
     * As {@link #rows(List)}, of another output.
     *
     * @throws BundleException if the graph has no such output
     */
    public float[][] rows(String other, List<float[]> images) {
        requireSizes(images);
        String name = graph.requireOutput(other).name();
        float[][] rows = new float[images.size()][];
        int next = 0;
        for (List<float[]> some : together(images)) {
            next = read(name, some, rows, next);
        }
        return rows;
    }

    /**
     * As {@link #rows(List)}, left where they were computed: tensors that each hold the rows of some images. The caller closes
     * them.
     */
    public List<Tensor> tensors(List<float[]> images) {
        requireSizes(images);
        try (Loading computing = new Loading()) {
            List<Tensor> tensors = new ArrayList<>();
            for (List<float[]> some : together(images)) {
                try (Tensor in = pixels(some)) {
                    tensors.add(computing.add(graph.runToDevice(feed(in), output)));
                }
            }
            return computing.complete(tensors);
        }
    }

    private List<List<float[]>> together(List<float[]> images) {
        int step = pixels.fixed(0) ? (int) pixels.shape()[0] : IMAGES_AT_ONCE;
        List<List<float[]>> together = new ArrayList<>();
        for (int from = 0; from < images.size(); from += step) {
            together.add(images.subList(from, Math.min(images.size(), from + step)));
        }
        return together;
    }

    /**
     * As {@link #rows(String, List)}, of an output with a row per position, {@code [images, positions, width]}.
     *
     * @throws BundleException if the graph has no such output, or does not say how wide it is
     */
    public float[][][] positions(String other, List<float[]> images) {
        TensorSpec spec = graph.requireOutput(other);
        if (spec.shape().length != 3 || !spec.fixed(2)) {
            throw new BundleException(graph.file() + ": the shape of output \"" + other + "\" is "
                    + Arrays.toString(spec.shape()) + ", must be [images, positions, a fixed width]; export it again");
        }
        int wide = (int) spec.shape()[2];
        return Arrays.stream(rows(other, images))
                .map(row -> IntStream.range(0, row.length / wide)
                        .mapToObj(i -> Arrays.copyOfRange(row, i * wide, (i + 1) * wide))
                        .toArray(float[][]::new))
                .toArray(float[][][]::new);
    }

    /**
     * Of one image an output with a row per position, {@code [1, positions, width]}, whatever shape the graph declares of it.
     *
     * @throws BundleException if the graph has no such output, or it is of another shape
     */
    public float[][] positions(String other, float[] image) {
        requireSizes(List.of(image));
        String name = graph.requireOutput(other).name();
        try (Tensor in = pixels(List.of(image));
                Tensor out = graph.run(feed(in), name)) {
            long[] shape = out.shape();
            if (shape.length != 3 || shape[0] != 1) {
                throw new BundleException(graph.file() + ": \"" + other + "\" of one image is " + Arrays.toString(shape)
                        + ", must be [1, positions, width]; export it again");
            }
            int wide = (int) shape[2];
            return IntStream.range(0, (int) shape[1])
                    .mapToObj(row -> out.floats((long) row * wide, wide))
                    .toArray(float[][]::new);
        }
    }

    private void requireSizes(List<float[]> images) {
        for (int i = 0; i < images.size(); i++) {
            if (images.get(i).length != processor.channels() * processor.height() * processor.width()) {
                throw new IllegalArgumentException("image " + i + " has " + images.get(i).length + " pixel values, not "
                        + processor.channels() + " x " + processor.height() + " x " + processor.width());
            }
        }
    }

    /** Returns where the rows of the next images belong. */
    private int read(String name, List<float[]> images, float[][] rows, int first) {
        try (Tensor in = pixels(images);
                Tensor out = graph.run(feed(in), name)) {
            int width = Math.toIntExact(out.elements() / images.size());
            for (int i = 0; i < images.size(); i++) {
                rows[first + i] = out.floats((long) i * width, width);
            }
            return first + images.size();
        }
    }

    private Tensor pixels(List<float[]> images) {
        return Tensor.floats(
                pixels, images, images.size(), processor.channels(), processor.height(), processor.width());
    }

    private Map<String, Tensor> feed(Tensor images) {
        Map<String, Tensor> feed = new HashMap<>(companions);
        feed.put(PIXELS, images);
        return feed;
    }

    @Override
    public void close() {
        Loading.closeAll(List.copyOf(companions.values()));
        graph.close();
    }
}
