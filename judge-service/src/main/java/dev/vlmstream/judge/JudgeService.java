package dev.vlmstream.judge;

import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.onnx.DeviceArenas;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.judge.wikiqa.DecoderText;
import dev.vlmstream.judge.wikiqa.RemoteText;
import dev.vlmstream.judge.wikiqa.TextModel;
import dev.vlmstream.judge.wikiqa.WikiQaSteps;
import dev.vlmstream.schemas.topics.Judges;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.serving.Announcer;
import dev.vlmstream.serving.ModelHost;
import dev.vlmstream.serving.RemoteModels;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.health.GpuMeters;
import dev.vlmstream.streaming.loop.Loops;
import dev.vlmstream.streaming.tables.Tables;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Loads the configured bundles and starts a loop over the scores topic for each, in a group of its own. Those that write are also
 * there for the making of datasets.
 */
@ApplicationScoped
public class JudgeService {
    private static final Logger LOG = Logger.getLogger(JudgeService.class);

    private final StreamConfig config;
    private final Loops loops;
    private final Tables.Runs runs;
    private final Announcer announcer;
    private final GpuMeters gpu;
    private final RemoteModels remote;
    private final WikiQaSteps wikiQa;
    private final List<TextModel> writing = new ArrayList<>();

    public JudgeService(
            StreamConfig config,
            Loops loops,
            Tables.Runs runs,
            Announcer announcer,
            RemoteModels remote,
            WikiQaSteps wikiQa,
            GpuMeters gpu) {
        this.config = config;
        this.remote = remote;
        this.wikiQa = wikiQa;
        this.loops = loops;
        this.runs = runs;
        this.announcer = announcer;
        this.gpu = gpu;
    }

    void start(@Observes StartupEvent event) {
        loops.ensureTopics();
        config.requireModels().forEach(this::serve);
        wikiQa.offer(writing);
    }

    private void serve(Path directory) {
        ModelBundle bundle = BundleFinder.open(directory, config.allBases());
        Judging judging = judging(bundle);
        gpu.arenas(bundle.name(), () -> DeviceArenas.bytesOf(bundle.directory()));
        loops.start(
                loops.spec("judge-" + bundle.name(), Topic.SCORES),
                judging.handler(new JudgeHandler(judging, runs.table(), JudgeHandler.PATIENCE)));
        announcer.announce(
                JudgeHandler.SERVICE,
                new ModelHost.Hosted(
                        Judges.announced(bundle.name()),
                        bundle.digest(),
                        bundle.kind().id(),
                        judging.rules().stream().map(JudgeRule::id).sorted().toList(),
                        bundle.dtype()));
        LOG.infof("judge: %s (%s) judges by %s", bundle.name(), bundle.kind().id(), judging.rules());
    }

    private Judging judging(ModelBundle bundle) {
        return switch (bundle.kind()) {
            case SENTENCE_ENCODER -> new SimilarityJudging((SentenceEncoder) ModelLoader.load(bundle, options()));
            case VISION_LANGUAGE -> {
                VisionLanguageModel model = (VisionLanguageModel) ModelLoader.load(bundle, options());
                writing.add(new DecoderText(model));
                yield DecoderJudging.of(model);
            }
            case REMOTE -> {
                RemoteModel model = remote.open(bundle);
                writing.add(new RemoteText(model));
                yield new RemoteJudging(model);
            }
            case DUAL_ENCODER, CLASSIFIER ->
                throw new IllegalStateException(
                        bundle.name() + " ranks classes and cannot judge; give the judge service"
                                + " (its vlmstream.models) sentence encoders and models that write");
        };
    }

    private RuntimeOptions options() {
        StreamConfig.Runtime run = config.runtime();
        return ModelHost.options(config)
                .withBatching(new BatchingOptions(run.slots(), run.prefixCacheBytes(), run.speculation()));
    }
}
