package dev.vlmstream.inference.clip;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;

/** Where a bundle keeps its towers: in a file each, or both in one {@code model}. */
final class TowerFiles {

    private static final String VISION = "vision_model";
    private static final String TEXT = "text_model";
    private static final String BOTH = "model";

    private TowerFiles() {}

    /** @throws dev.vlmstream.inference.BundleException if there is neither a file of its own nor one for both */
    static Path vision(BundleDirectory bundle, RuntimeOptions options) {
        return tower(bundle, VISION, options);
    }

    /** @throws dev.vlmstream.inference.BundleException if there is neither a file of its own nor one for both */
    static Path text(BundleDirectory bundle, RuntimeOptions options) {
        return tower(bundle, TEXT, options);
    }

    /** A bundle with both towers and the whole is read by its towers: no text is encoded where images are. */
    private static Path tower(BundleDirectory bundle, String stem, RuntimeOptions options) {
        GraphFiles files = new GraphFiles(bundle);
        boolean towers = files.find(VISION, options).isPresent()
                && files.find(TEXT, options).isPresent();
        return files.find(BOTH, options).filter(whole -> !towers).orElseGet(() -> files.require(stem, options));
    }
}
