package dev.vlmstream.cli.stack;

import dev.vlmstream.cli.rest.IngestClient;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackState;
import dev.vlmstream.schemas.cluster.Cluster;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Where a run is pushed to.
 *
 * @param topics in Kafka
 * @param scoring the scoring service; empty where its address is not known
 * @param ingest the ingest service, which takes images; empty where its address is not known
 * @param models those that answer there
 * @param imageRoots directories from which the services may read images by address
 */
public record Target(
        TopicReader topics,
        Optional<ScoringClient> scoring,
        Optional<IngestClient> ingest,
        List<KnownModel> models,
        List<Path> imageRoots) {
    public Target {
        models = List.copyOf(models);
        imageRoots = List.copyOf(imageRoots);
    }

    /**
     * A stack that another process runs.
     *
     * @param topics the stack's, reached as this process does
     * @param announced models in its topics: its own, and those of other programs
     */
    public static Target of(StackState state, TopicReader topics, List<KnownModel> announced) {
        List<Path> bases = state.bases().stream().map(Path::of).toList();
        Map<String, KnownModel> models = new LinkedHashMap<>();
        for (String directory : state.models()) {
            KnownModel model = KnownModel.of(BundleFinder.open(Path.of(directory), bases));
            models.put(model.name(), model);
        }
        announced.forEach(model -> models.putIfAbsent(model.name(), model));
        return new Target(
                topics,
                Optional.of(state.server()).filter(server -> !server.isEmpty()).map(ScoringClient::new),
                state.ingest().map(IngestClient::new),
                List.copyOf(models.values()),
                state.imageRoots().stream().map(Path::of).toList());
    }

    /**
     * A stack of this process's own.
     *
     * @param notices told what is skipped in its topics
     */
    public static Target of(
            LocalStack stack, List<ModelBundle> models, List<Path> imageRoots, Consumer<String> notices) {
        return new Target(
                new TopicReader(stack.cluster(), notices),
                Optional.of(new ScoringClient(stack.server())),
                stack.ingest().map(IngestClient::new),
                models.stream().map(KnownModel::of).toList(),
                imageRoots);
    }

    public Cluster cluster() {
        return topics.cluster();
    }

    /** For transactions of this command about a run: whoever begins one ends those of another about the same run. */
    public KafkaProducer<String, byte[]> producer(String run) {
        return cluster()
                .producer(
                        new StringSerializer(),
                        Map.of(
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                cluster().names().group("cli-run-" + run),
                                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                300_000,
                                ProducerConfig.LINGER_MS_CONFIG,
                                10,
                                ProducerConfig.BUFFER_MEMORY_CONFIG,
                                48L << 20));
    }
}
