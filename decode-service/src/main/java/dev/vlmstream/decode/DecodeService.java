package dev.vlmstream.decode;

import dev.vlmstream.inference.BatchingOptions;
import dev.vlmstream.inference.ExecutionProvider;
import dev.vlmstream.inference.ImageBatch;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.image.ImageLimits;
import dev.vlmstream.inference.remote.RemoteSettings;
import dev.vlmstream.streaming.Loops;
import dev.vlmstream.streaming.ModelHost;
import dev.vlmstream.streaming.QuestionHandler.Answerer;
import dev.vlmstream.streaming.StreamConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Loads the configured bundles and starts a loop over the questions topic for each. */
@ApplicationScoped
public class DecodeService {
    private static final List<String> TASKS = List.of("open-world", "closed-world", "multiple-choice");

    private final StreamConfig config;
    private final Loops loops;
    private final ModelHost host;
    private final MeterRegistry registry;
    private final ExecutorService preprocessing = ImageBatch.workers();
    private RemoteSettings remote;

    @Inject
    public DecodeService(StreamConfig config, Loops loops, ModelHost host, MeterRegistry registry) {
        this.config = config;
        this.loops = loops;
        this.host = host;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        loops.ensureTopics();
        config.requireModels().forEach(this::serve);
    }

    private void serve(Path directory) {
        ModelBundle bundle = ModelBundle.open(directory);
        if (bundle.kind() == ModelKind.REMOTE) {
            host("remote", bundle, RemoteDecoder.open(bundle, remote(), config.maxBatchAge()));
            return;
        }
        if (bundle.kind() != ModelKind.VISION_LANGUAGE) {
            throw new IllegalStateException(bundle.name()
                    + " ranks classes and answers no question; give it to the embed service (its vlmstream.models)");
        }
        VisionLanguageModel model = (VisionLanguageModel) Model.load(bundle, options());
        host("vision-language", bundle, new Decoder(model, preprocessing, new DecodingMeters(model, registry)));
    }

    private void host(String kind, ModelBundle bundle, Answerer answerer) {
        host.serve("decode", new ModelHost.Hosted(bundle.name(), bundle.digest(), kind, TASKS), answerer);
    }

    /** One for all remote models of this process: they share the accounts of runs. */
    private RemoteSettings remote() {
        if (remote == null) {
            remote = RemoteSettings.of(config.remote().cache(), System::getenv);
        }
        return remote;
    }

    private RuntimeOptions options() {
        return new RuntimeOptions(
                ExecutionProvider.of(config.runtime().provider()),
                config.runtime().deviceId(),
                config.runtime().threads(),
                config.runtime().dtype(),
                new ImageLimits(config.images().maxPixels(), config.images().maxBytes()),
                new BatchingOptions(config.runtime().slots(), config.runtime().prefixCacheBytes()));
    }
}
