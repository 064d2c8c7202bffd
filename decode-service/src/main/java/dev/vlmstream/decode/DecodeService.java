package dev.vlmstream.decode;

import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.ImageBatch;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.onnx.DeviceArenas;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.serving.ModelHost;
import dev.vlmstream.serving.QuestionSource;
import dev.vlmstream.serving.RemoteModels;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.health.GpuMeters;
import dev.vlmstream.streaming.loop.Loops;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;

/** Loads the configured bundles and starts a loop over the questions topic for each. */
@ApplicationScoped
public class DecodeService {
    private final StreamConfig config;
    private final Loops loops;
    private final ModelHost host;
    private final MeterRegistry registry;
    private final GpuMeters gpu;
    private final ExecutorService preprocessing = ImageBatch.workers();
    private final RemoteModels remote;
    private final Checkpoints checkpoints;

    public DecodeService(
            StreamConfig config,
            Loops loops,
            ModelHost host,
            RemoteModels remote,
            MeterRegistry registry,
            GpuMeters gpu) {
        this.config = config;
        this.remote = remote;
        this.loops = loops;
        this.host = host;
        this.registry = registry;
        this.gpu = gpu;
        this.checkpoints = new Checkpoints(this::serveCheckpoint);
    }

    void start(@Observes StartupEvent event) {
        loops.ensureTopics();
        for (Path directory : config.requireModels()) {
            ModelBundle bundle = open(directory);
            checkpoints.passOver(bundle.name());
            serve(bundle, source(bundle));
        }
        config.checkpoints().ifPresent(checkpoints::watch);
    }

    void stop(@Observes ShutdownEvent event) {
        checkpoints.stop();
    }

    private ModelBundle open(Path directory) {
        return BundleFinder.open(directory, config.allBases());
    }

    /** It encodes images itself: no encoder elsewhere has what was trained. */
    private void serveCheckpoint(Path directory) {
        serve(open(directory), new QuestionSource.Questions());
    }

    private void serve(ModelBundle bundle, QuestionSource source) {
        if (bundle.kind() == ModelKind.REMOTE) {
            RemoteModel model = remote.open(bundle);
            host.serve("decode", model, new RemoteDecoder(model));
            return;
        }
        if (bundle.kind() != ModelKind.VISION_LANGUAGE) {
            throw new IllegalStateException(bundle.name()
                    + " ranks classes and answers no question; give it to the embed service (its vlmstream.models)");
        }
        VisionLanguageModel model = (VisionLanguageModel) ModelLoader.load(bundle, options());
        gpu.arenas(bundle.name(), () -> DeviceArenas.bytesOf(bundle.directory()));
        FloatBytes imageType = FloatBytes.of(config.features().dtype());
        DecodingMeters meters = new DecodingMeters(model, registry);
        host.serve(
                "decode",
                ModelHost.Hosted.of(model.bundle()),
                source,
                new LocalDecoder(model, preprocessing, imageType, meters));
    }

    private QuestionSource source(ModelBundle bundle) {
        return switch (config.input()) {
            case "questions" -> new QuestionSource.Questions();
            case "features" -> new QuestionSource.Encoded(config.encoder().orElse(bundle.name()));
            default ->
                throw new IllegalStateException(
                        "vlmstream.input is \"" + config.input() + "\", must be questions or features");
        };
    }

    private RuntimeOptions options() {
        StreamConfig.Runtime run = config.runtime();
        return ModelHost.options(config)
                .withBatching(new BatchingOptions(run.slots(), run.prefixCacheBytes(), run.speculation()));
    }
}
