package dev.vlmstream.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.BrokerStack;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes over features that lie in a real broker's topics. */
class ProbeIT {
    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @TempDir
    static Path directory;

    private static Cluster cluster;
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void startBroker() throws Exception {
        cluster = BrokerStack.shared();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap()), new StringSerializer(), new ByteArraySerializer());
        run("train", 0, 60);
        run("test", 60, 90);
        run("overlap", 50, 90);
    }

    @AfterAll
    static void stopBroker() {
        producer.close();
    }

    private static void run(String run, int from, int to) {
        RunManifest manifest = RunManifest.newBuilder()
                .setRun(run)
                .setDataset("animals")
                .setTask("open-world")
                .setPrompt("What is it?")
                .setClasses(CLASSES)
                .setModels(List.of("m"))
                .setSoftwareVersion("test")
                .setCreatedAt(1)
                .build();
        send(Topic.RUNS, run, Wire.of(RunManifest.class).encode(manifest));
        for (int i = from; i < to; i++) {
            features(run, i);
            features(run, i);
            Reference reference = Reference.newBuilder()
                    .setRun(run)
                    .setItemId("item" + i)
                    .setLabel(CLASSES.get(i % 3))
                    .setQuestion("What is it?")
                    .build();
            send(Topic.REFERENCES, run + "/item" + i, Wire.of(Reference.class).encode(reference));
        }
        producer.flush();
    }

    /** One-hot by class, but for every tenth picture, which looks like the next class. */
    private static void features(String run, int i) {
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(4 * ((i + (i % 10 == 9 ? 1 : 0)) % 3), 1);
        Question question = Question.newBuilder()
                .setRun(run)
                .setItemId("item" + i)
                .setText("What is it?")
                .setAskedAt(1)
                .setImage(ImageRef.newBuilder()
                        .setName(i + ".png")
                        .setSha256("sha" + i)
                        .setSize(1)
                        .build())
                .build();
        Features features = Features.newBuilder()
                .setQuestion(question)
                .setModel("m")
                .setModelDigest("0")
                .setKind("last")
                .setShape(List.of(3))
                .setDtype("float32")
                .setData(data)
                .build();
        send(Topic.FEATURES, "sha" + i, Wire.of(Features.class).encode(features));
    }

    private static void send(Topic topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(cluster.name(topic), key, value));
    }

    private static Invocation probe(Object... more) {
        return Invocation.of(Stream.concat(
                        Stream.of(
                                "probe",
                                "test",
                                "--bootstrap",
                                cluster.bootstrap(),
                                "--topic-prefix",
                                cluster.names().prefix()),
                        Arrays.stream(more))
                .toArray());
    }

    @Test
    void aProbeLearnsFromOneRunAndIsTestedOnAnother() throws Exception {
        Path file = directory.resolve("probe.json");

        Invocation probed = probe("--train-run", "train", "--out", file);

        assertThat(probed.status()).as(probed.err()).isZero();
        assertThat(probed.out()).contains("linear probe of m's last: 60 training rows", "90.0 %");
        JsonNode json = Json.MAPPER.readTree(Files.readString(file));
        assertThat(json.path("n").asInt()).isEqualTo(30);
        assertThat(json.path("correct").asInt()).isEqualTo(27);
        assertThat(json.path("crossFitted").path("n").asInt()).isEqualTo(30);
        assertThat(json.path("low").asDouble()).isBetween(0.7, 0.8);
        assertThat(json.path("perClass")).hasSize(3);
    }

    @Test
    void whatAProbeSaysOfEachItemBecomesARunThatMayBeWrittenTwice() {
        Invocation probed = probe("--train-run", "train", "--run", "probed");
        Invocation again = probe("--train-run", "train", "--run", "probed");

        assertThat(probed.status()).as(probed.err()).isZero();
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(probed.out()).contains("60 predictions written as run probed");
        RunManifest manifest =
                new RunRegistry(BrokerStack.topics(cluster)).find("probed").orElseThrow();
        assertThat(manifest.getModels()).containsExactly("m/probe-last", "m/probe-last-best-epoch");
        assertThat(manifest.getItems()).isEqualTo(30);
        assertThat(manifest.getTags()).containsEntry("probe-of", "test").containsEntry("trained-on", "train");
        Map<String, Integer> right = new HashMap<>();
        Set<String> identities = new HashSet<>();
        BrokerStack.topics(cluster).each(Topic.PREDICTIONS, record -> {
            Prediction prediction = Wire.of(Prediction.class).decode(record.value());
            if (identities.add(prediction.getItemId() + " " + prediction.getModel())) {
                int item = Integer.parseInt(prediction.getItemId().substring("item".length()));
                boolean correct = prediction.getRanking().get(0).getName().equals(CLASSES.get(item % 3));
                right.merge(prediction.getModel(), correct ? 1 : 0, Integer::sum);
            }
        });
        assertThat(identities).hasSize(60);
        assertThat(right).containsEntry("m/probe-last-best-epoch", 27);
    }

    @Test
    void aRunThatIsNoProbeOfThisRunIsNotWrittenTo() {
        Invocation probed = probe("--train-run", "train", "--run", "overlap");
        assertThat(probed.status()).isEqualTo(1);
        assertThat(probed.err()).contains("run \"overlap\" exists with other settings");
    }

    @Test
    void runsThatShareAPictureAreRefused() {
        Invocation probed = probe("--train-run", "overlap");
        assertThat(probed.status()).isEqualTo(1);
        assertThat(probed.err()).contains("30 of the pictures of run \"overlap\" are in run \"test\" too");
    }

    @Test
    void featuresThatAreNotThereAreToldApartFromThoseThatAre() {
        Invocation probed = probe("--train-run", "train", "--features", "mean");
        assertThat(probed.status()).isEqualTo(1);
        assertThat(probed.err()).contains("no features mean; there are [last of m]");
    }
}
