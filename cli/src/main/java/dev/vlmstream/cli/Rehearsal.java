package dev.vlmstream.cli;

import dev.vlmstream.local.broker.Broker;
import dev.vlmstream.local.broker.BrokerSettings;
import dev.vlmstream.local.process.FreePorts;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.TopicSetup;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * {@code Rehearsal DIRECTORY ARGUMENT…}: a command against a broker in this process, which keeps its data in the directory. The
 * {@code vlmstream} script has a push rehearsed once after a build, for Java to archive the classes that commands and brokers load
 * (class-data sharing). The model {@code rehearsal} is said to be there.
 */
final class Rehearsal {
    private static final String MODEL = "rehearsal";

    private Rehearsal() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "off");
        int port = FreePorts.any();
        String bootstrap = "localhost:" + port;
        String[] command = List.of(args).subList(1, args.length).toArray(new String[args.length + 1]);
        command[args.length - 1] = "--bootstrap";
        command[args.length] = bootstrap;
        int status;
        try (Broker broker = Broker.start(new BrokerSettings(Path.of(args[0]), port, FreePorts.any()).properties())) {
            announce(bootstrap);
            status = Main.commandLine().execute(command);
        }
        System.exit(status);
    }

    private static void announce(String bootstrap) throws Exception {
        TopicSetup.ensure(Cluster.open(bootstrap), List.of(Topic.values()), new TopicSetup.Shape(1, Optional.empty()));
        ModelAnnouncement announcement = ModelAnnouncement.newBuilder()
                .setModel(MODEL)
                .setDigest("0".repeat(64))
                .setKind("dual-encoder")
                .setTasks(List.of("zero-shot"))
                .setService("embed")
                .setSoftwareVersion("")
                .setAnnouncedAt(System.currentTimeMillis())
                .setLeaseMillis(Duration.ofHours(1).toMillis())
                .build();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topic.MODELS.topicName(),
                            MODEL,
                            Wire.of(ModelAnnouncement.class).encode(announcement)))
                    .get();
        }
    }
}
