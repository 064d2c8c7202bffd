package dev.vlmstream.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.BrokerStack;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features out of a real broker's topics: 40 items over all partitions, each event written twice. */
class ExportIT {
    private static final int ITEMS = 40;

    @TempDir
    static Path directory;

    private static Cluster cluster;
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void startBroker() throws Exception {
        cluster = BrokerStack.shared();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap()), new StringSerializer(), new ByteArraySerializer());
        for (String run : List.of("birds", "other")) {
            RunManifest manifest = RunManifest.newBuilder()
                    .setRun(run)
                    .setDataset("animals")
                    .setTask("zero-shot")
                    .setPrompt("What is it?")
                    .setClasses(List.of("owl", "tit"))
                    .setModels(List.of("m"))
                    .setSoftwareVersion("test")
                    .setCreatedAt(1)
                    .build();
            send(Topic.RUNS, run, Wire.of(RunManifest.class).encode(manifest));
            for (int i = 0; i < 2 * ITEMS; i++) {
                item(run, i % ITEMS);
            }
        }
        producer.flush();
    }

    @AfterAll
    static void stopBroker() {
        producer.close();
    }

    private static void item(String run, int i) {
        Reference reference = Reference.newBuilder()
                .setRun(run)
                .setItemId(id(i))
                .setLabel(i % 3 == 0 ? "tit" : "owl")
                .setQuestion("What is it?")
                .build();
        send(Topic.REFERENCES, run + "/" + id(i), Wire.of(Reference.class).encode(reference));
        features(run, i, "m", "image_embeds", List.of(3), new float[] {i, -i, run.length()});
        features(run, i, "m", "last", List.of(1), new float[] {i});
        features(run, i, "n", "last", List.of(1), new float[] {-i});
        features(run, i, "m", "patch_features", List.of(1 + i % 2, 2), new float[2 + 2 * (i % 2)]);
    }

    private static String id(int i) {
        return String.format("item%02d", i);
    }

    private static void features(String run, int i, String model, String kind, List<Integer> shape, float[] values) {
        Question question = Question.newBuilder()
                .setRun(run)
                .setItemId(id(i))
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
                .setModel(model)
                .setModelDigest("0")
                .setKind(kind)
                .setShape(shape)
                .setDtype("float32")
                .setData(FloatBytes.FLOAT32.write(values))
                .build();
        send(Topic.FEATURES, "sha" + i, Wire.of(Features.class).encode(features));
    }

    private static void send(Topic topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(cluster.name(topic), key, value));
    }

    private static Invocation export(Object... more) {
        return Invocation.of(Stream.concat(
                        Stream.of(
                                "export",
                                "birds",
                                "--bootstrap",
                                cluster.bootstrap(),
                                "--topic-prefix",
                                cluster.names().prefix(),
                                "--out",
                                directory + "/out/"),
                        Stream.of(more))
                .toArray());
    }

    @Test
    void anArrayHasARowAnItemInTheOrderOfTheItems() throws Exception {
        Invocation exported = export("--features", "image_embeds", "--format", "npy");

        assertThat(exported.status()).as(exported.err()).isZero();
        assertThat(exported.err()).contains("image_embeds of m: 40 of 40", "birds-m-image_embeds.npy");
        ByteBuffer array = ByteBuffer.wrap(Files.readAllBytes(directory.resolve("out/birds-m-image_embeds.npy")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(128);
        List<String> lines = Files.readAllLines(directory.resolve("out/birds-m-image_embeds.jsonl"));
        assertThat(array.remaining()).isEqualTo(ITEMS * 3 * Float.BYTES);
        for (int i = 0; i < ITEMS; i++) {
            assertThat(List.of(array.getFloat(), array.getFloat(), array.getFloat()))
                    .containsExactly((float) i, (float) -i, 5f);
            JsonNode line = Json.MAPPER.readTree(lines.get(i));
            assertThat(line.path("item").asText()).isEqualTo(id(i));
            assertThat(line.path("image").asText()).isEqualTo(i + ".png");
            assertThat(line.path("label").asText()).isEqualTo(i % 3 == 0 ? "tit" : "owl");
        }
    }

    @Test
    void raggedFeaturesGoIntoATableAndIntoNoArray() throws Exception {
        assertThat(export("--features", "patch_features", "--format", "safetensors")
                        .err())
                .contains("[1, 2] float32 of item item00, [2, 2] float32 of item item01; --format parquet");
        Invocation exported = export("--features", "patch_features", "--format", "parquet");
        assertThat(exported.status()).as(exported.err()).isZero();
        var rows = Tables.rows(directory.resolve("out/birds-m-patch_features.parquet"));
        assertThat(rows).hasSize(ITEMS);
        assertThat(Tables.list(rows.get(1), "values")).hasSize(4);
    }

    @Test
    void whatIsNotThereOrNotMeantAloneIsToldWithWhatThereIs() {
        assertThat(export("--features", "mean", "--format", "npy").err())
                .contains("no features mean; there are [image_embeds of m, last of m, last of n, patch_features of m]");
        assertThat(export("--format", "npy").err()).contains("has no features; there are [image_embeds of m,");
        assertThat(export("--features", "last", "--format", "npy").err()).contains("last of [m, n]", "--model");
        Invocation missing = Invocation.of(
                "export",
                "birdz",
                "--bootstrap",
                cluster.bootstrap(),
                "--topic-prefix",
                cluster.names().prefix(),
                "--features",
                "last",
                "--format",
                "npy");
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("no run \"birdz\"");
    }
}
