package dev.vlmstream.remote;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RemoteSettings;
import dev.vlmstream.inference.remote.api.AllowedKeys;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Opens models behind APIs. Its topics are read only by a process that opens one. */
@ApplicationScoped
public class RemoteModels {
    private final KafkaSettings kafka;
    private final StreamConfig config;
    private final String instance;
    private @Nullable Shared shared;

    /** What all remote models of a process have in common. */
    private static final class Shared implements AutoCloseable {
        private final Producer<byte[], byte[]> producer;
        private final AnswersTopic answers;
        private final SpendingTopic spending;
        private final RemoteSettings settings;

        Shared(KafkaSettings kafka, StreamConfig config, String instance) {
            this.producer = kafka.plainProducer();
            this.answers = new AnswersTopic(kafka, producer, config.stateDir());
            this.spending = new SpendingTopic(kafka, producer);
            this.settings = RemoteSettings.of(
                    answers,
                    spending,
                    instance,
                    AllowedKeys.of(config.remote().keys().orElse(List.of())),
                    System::getenv);
            spending.catchUp();
        }

        @Override
        public void close() {
            answers.close();
            spending.close();
            producer.close();
        }
    }

    @Inject
    public RemoteModels(
            KafkaSettings kafka,
            StreamConfig config,
            @ConfigProperty(name = "quarkus.application.name") String application) {
        this.kafka = kafka;
        this.config = config;
        // Replicas of several services may have the same name.
        this.instance = application + "/" + kafka.instance();
    }

    /**
     * Opens a model. The topics must be there.
     *
     * @throws dev.vlmstream.inference.BundleException if its config.json is wrong, or its key is not there or may not be sent
     * @throws IllegalStateException if a question may take as long as a batch that counts as stuck
     * @throws org.apache.kafka.common.KafkaException if what runs have spent cannot be read
     */
    public synchronized RemoteModel open(ModelBundle bundle) {
        if (shared == null) {
            shared = new Shared(kafka, config, instance);
        }
        return RemoteModel.open(bundle, shared.settings, config.maxBatchAge(), "vlmstream.max-batch-age");
    }

    @PreDestroy
    synchronized void close() {
        if (shared != null) {
            shared.close();
        }
    }
}
