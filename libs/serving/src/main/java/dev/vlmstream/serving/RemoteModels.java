package dev.vlmstream.serving;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RemoteSettings;
import dev.vlmstream.inference.remote.RequestEnd;
import dev.vlmstream.inference.remote.api.AllowedKeys;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.loop.UnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Opens models behind APIs, and tells whether they can be asked. Its topics are read only by a process that opens one. */
@ApplicationScoped
public class RemoteModels {
    private static final Logger LOG = Logger.getLogger(RemoteModels.class);

    private final KafkaSettings kafka;
    private final StreamConfig config;
    private final String instance;
    private final Told told;
    private final Map<String, RemoteModel> opened = new ConcurrentHashMap<>();
    private @Nullable Shared shared;

    /**
     * Reports each change once, in the log and in the announcement, and counts; questions that cannot be answered go back to their
     * loop, which asks them again.
     */
    private static final class Told implements RemoteSettings.Watch {
        private final MeterRegistry registry;
        private final Announcer announcer;
        private final Map<String, RemoteMeters> meters = new ConcurrentHashMap<>();

        Told(MeterRegistry registry, Announcer announcer) {
            this.registry = registry;
            this.announcer = announcer;
        }

        RemoteMeters meters(String model) {
            return meters.computeIfAbsent(model, name -> new RemoteMeters(name, registry));
        }

        @Override
        public void requestEnded(String model, RequestEnd end) {
            meters(model).ended(end);
        }

        @Override
        public void answeredFromStore(String model) {
            meters(model).answeredFromStore();
        }

        @Override
        public void away(String model, String reason) {
            String sentence = model + " is away, and its questions wait: " + reason;
            LOG.warn(sentence);
            announcer.reportTrouble(model, sentence);
        }

        @Override
        public void back(String model, Duration after) {
            LOG.infof("%s is back after %d s", model, after.toSeconds());
            announcer.reportTrouble(model, "");
        }

        @Override
        public void stopped(String model, String reason) {
            String sentence = model + " is stopped, and its questions wait until that is fixed: " + reason;
            LOG.error(sentence);
            announcer.reportTrouble(model, sentence);
        }

        @Override
        public RuntimeException givenBack(String reason, Duration pause) {
            return new UnavailableException(reason, pause);
        }
    }

    /** What all remote models of a process have in common. */
    private static final class Shared implements AutoCloseable {
        private final Producer<byte[], byte[]> producer;
        private final AnswersTopic answers;
        private final SpendingTopic spending;
        private final RemoteSettings settings;

        Shared(KafkaSettings kafka, StreamConfig config, String instance, Told told) {
            this.producer = kafka.plainProducer();
            this.answers = new AnswersTopic(kafka, producer, config.stateDir());
            this.spending = new SpendingTopic(kafka, producer);
            this.settings = RemoteSettings.of(
                            answers,
                            spending,
                            instance,
                            AllowedKeys.of(config.remote().keys().orElse(List.of())),
                            System::getenv)
                    .with(
                            RemoteSettings.Patience.DEFAULT.withOutage(
                                    config.remote().patience()),
                            told)
                    .withImageLimits(
                            config.images().maxPixels(), config.images().maxBytes());
            spending.catchUp();
        }

        @Override
        public void close() {
            answers.close();
            spending.close();
            producer.close();
        }
    }

    public RemoteModels(
            KafkaSettings kafka,
            StreamConfig config,
            MeterRegistry registry,
            Announcer announcer,
            @ConfigProperty(name = "quarkus.application.name") String application) {
        this.kafka = kafka;
        this.config = config;
        this.told = new Told(registry, announcer);
        // Replicas of several services may have the same name.
        this.instance = application + "/" + kafka.instance();
    }

    /**
     * Opens a model. The topics must be there.
     *
     * @throws dev.vlmstream.inference.bundle.BundleException if its config.json is wrong, or its key is not there or may not be sent
     * @throws IllegalStateException if a question may take as long as a batch that counts as stuck
     * @throws org.apache.kafka.common.KafkaException if what runs have spent cannot be read
     */
    public synchronized RemoteModel open(ModelBundle bundle) {
        if (shared == null) {
            shared = new Shared(kafka, config, instance, told);
        }
        RemoteModel model = RemoteModel.open(bundle, shared.settings, config.maxBatchAge(), "vlmstream.max-batch-age");
        opened.put(bundle.name(), model);
        told.meters(bundle.name()).watch(model);
        return model;
    }

    /** How each of the models is, in words. */
    Map<String, String> describe() {
        Map<String, String> words = new TreeMap<>();
        opened.forEach((name, model) ->
                words.put(name, model.away().map(RemoteModel.Away::describe).orElse("answers, as far as is known")));
        return words;
    }

    @PreDestroy
    synchronized void close() {
        if (shared != null) {
            shared.close();
        }
    }
}
