package dev.vlmstream.embed;

import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.ImageBatch;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionModel;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.onnx.DeviceArenas;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.serving.ModelHost;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.health.GpuMeters;
import dev.vlmstream.streaming.loop.Loops;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** Loads the configured bundles and starts a loop over the questions topic for each. */
@ApplicationScoped
public class EmbedService {

    private final StreamConfig config;
    private final Loops loops;
    private final ModelHost host;
    private final GpuMeters gpu;
    private final ExecutorService preprocessing = ImageBatch.workers();

    public EmbedService(StreamConfig config, Loops loops, ModelHost host, GpuMeters gpu) {
        this.config = config;
        this.loops = loops;
        this.host = host;
        this.gpu = gpu;
    }

    void start(@Observes StartupEvent event) {
        loops.ensureTopics();
        config.requireModels().forEach(this::serve);
    }

    private void serve(Path directory) {
        ModelBundle bundle = BundleFinder.open(directory, config.allBases());
        RuntimeOptions options = ModelHost.options(config);
        Model model = ModelLoader.load(bundle, options);
        gpu.arenas(bundle.name(), () -> DeviceArenas.bytesOf(bundle.directory()));
        if (model instanceof VisionLanguageModel language) {
            encode(language);
            return;
        }
        if (!(model instanceof VisionModel vision)) {
            model.close();
            throw new IllegalStateException(bundle.name()
                    + " is a sentence encoder and looks at no images; give it to the judge service (its"
                    + " vlmstream.models)");
        }
        Ranker ranker = ranker(vision);
        ModelHost.Hosted hosted = ModelHost.Hosted.of(model.bundle());
        ImageEmbedder embedder = new ImageEmbedder(
                hosted,
                vision.imageProcessor(),
                ranker,
                FloatBytes.of(config.features().dtype()),
                options.leavesCores(),
                preprocessing);
        host.serve("embed", hosted, embedder);
    }

    /** The bundle's answers come from decoders that take features. */
    private void encode(VisionLanguageModel model) {
        ModelBundle bundle = model.bundle();
        Set<String> models = Set.copyOf(config.encodes().getOrDefault(bundle.name(), List.of(bundle.name())));
        host.encode(
                "embed",
                new ModelHost.Hosted(bundle.name(), bundle.digest(), "vision-encoder", List.of(), bundle.dtype()),
                models,
                new VisionEncoder(model, FloatBytes.of(config.features().dtype()), preprocessing));
    }

    private static Ranker ranker(VisionModel model) {
        if (model instanceof DualEncoder encoder) {
            return new ZeroShotRanker(encoder);
        }
        if (model instanceof ImageClassifier classifier) {
            return new SupervisedRanker(classifier);
        }
        throw new IllegalStateException(model.bundle().name() + " ranks no classes");
    }
}
