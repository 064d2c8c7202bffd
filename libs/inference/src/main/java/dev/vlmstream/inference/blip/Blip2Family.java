package dev.vlmstream.inference.blip;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.RuntimeOptions;

/** {@code model_type} blip-2: the Q-Former sees the picture alone. */
public final class Blip2Family extends BlipFamily {

    public Blip2Family() {
        super("blip-2");
    }

    @Override
    QFormer qformer(BundleDirectory files, RuntimeOptions options, Loading loading) {
        return QFormer.ofPictures(LanguageParts.graph(files, QFORMER, options, loading));
    }
}
