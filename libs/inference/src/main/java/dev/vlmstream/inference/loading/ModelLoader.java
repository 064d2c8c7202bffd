package dev.vlmstream.inference.loading;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;

/** Makes a bundle answer. */
public final class ModelLoader {

    private ModelLoader() {}

    /**
     * Loads tokenizer and graphs.
     *
     * @throws BundleException if a file or key is missing or wrong, an overlay's base is another, a graph does not fit its family, the native library
     *     lacks the execution provider, or the model is remote and there is nothing to load
     */
    public static Model load(ModelBundle bundle, RuntimeOptions options) {
        BundleDirectory files = bundle.files();
        files.requireBase();
        if (options.dtypes().isFastest()) {
            return load(bundle, FastestDtype.resolve(bundle, options));
        }
        ModelFamily family = ModelFamilies.of(files);
        if (family.kind() != ModelKind.REMOTE) {
            family.requirements(options).forEach(requirement -> requirement.accept(files));
        }
        return family.load(bundle.loadedWith(options), files, options);
    }
}
