package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.remote.api.AllowedKeys;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Directories that name a model behind an API; there is nothing to load. */
public final class RemoteFamily implements ModelFamily {

    @Override
    public ModelKind kind() {
        return ModelKind.REMOTE;
    }

    /** Class likelihoods where {@code config.json} says how the server is asked for them. */
    @Override
    public List<String> tasks(BundleDirectory bundle) {
        List<String> tasks = kind().tasks();
        return RemoteConfig.Likelihood.isIn(bundle)
                ? Stream.concat(tasks.stream(), Stream.of(ModelKind.CLASS_LIKELIHOOD))
                        .toList()
                : tasks;
    }

    @Override
    public String supported() {
        return "remote";
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        return bundle.modelType().equals("remote");
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(RemoteFamily::requireConfigAndKey);
    }

    private static void requireConfigAndKey(BundleDirectory bundle) {
        AllowedKeys.of(System::getenv).read(RemoteConfig.of(bundle), System::getenv);
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        throw new BundleException(
                bundle.name() + " answers over HTTP and has nothing to load: give it to the decode service"
                        + " (its vlmstream.models), or open it with RemoteModel");
    }
}
