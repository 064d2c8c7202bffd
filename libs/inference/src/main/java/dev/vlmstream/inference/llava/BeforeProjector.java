package dev.vlmstream.inference.llava;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.language.PictureEncoder;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The vision encoder up to its projector; loaded when it is asked for first, which few runs do. */
final class BeforeProjector implements AutoCloseable {
    private final BundleDirectory files;
    private final RuntimeOptions options;
    private final FixedImageProcessor processor;
    private @Nullable Loaded loaded;

    private record Loaded(PixelGraph vision, String output) {}

    BeforeProjector(BundleDirectory files, RuntimeOptions options, FixedImageProcessor processor) {
        this.files = files;
        this.options = options;
        this.processor = processor;
    }

    /**
     * What the projector reads of one image, {@code [tokens][width of the encoder]}.
     *
     * @throws dev.vlmstream.inference.BundleException if the encoder does not end in such a projector
     */
    synchronized float[][] read(float[] pixels) {
        if (loaded == null) {
            loaded = load();
        }
        return loaded.vision().positions(loaded.output(), pixels);
    }

    private Loaded load() {
        Path file = new GraphFiles(files).require(LlavaFamily.VISION, options);
        Graph.WithProjectorInput encoder = Graph.loadWithProjectorInput(file, options, PictureEncoder.FEATURES);
        return new Loaded(new PixelGraph(encoder.graph(), processor, encoder.output()), encoder.output());
    }

    @Override
    public synchronized void close() {
        if (loaded != null) {
            loaded.vision().close();
            loaded = null;
        }
    }
}
