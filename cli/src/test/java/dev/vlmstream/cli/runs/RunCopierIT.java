package dev.vlmstream.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.BrokerStack;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.ManifestFields;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rescoring writes, where no service runs. */
class RunCopierIT {
    @TempDir
    private static Path directory;

    private static Cluster cluster;
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void startABroker() {
        cluster = BrokerStack.shared();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap()), new StringSerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    private static <T extends SpecificRecord> void write(Topic topic, String key, Class<T> type, T event)
            throws Exception {
        producer.send(new ProducerRecord<>(
                        cluster.name(topic), key, Wire.of(type).encode(event)))
                .get();
        // The broker's dates are of milliseconds.
        Thread.sleep(2);
    }

    private static void run(String run) throws Exception {
        Map<String, Object> fields = Map.of(
                "run",
                run,
                "dataset",
                "d",
                "task",
                "open-world",
                "models",
                List.of("m"),
                "classes",
                List.of("ant", "bee"),
                "prompt",
                "What is this?",
                "promptStyle",
                "bundle",
                "seed",
                1L,
                "items",
                3L);
        write(Topic.RUNS, run, RunManifest.class, ManifestFields.manifest(fields, "test"));
    }

    private static void refer(String run, String item) throws Exception {
        Reference reference = Reference.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setLabel("ant")
                .setQuestion("What is this?")
                .build();
        write(Topic.REFERENCES, Keys.runItem(run, item), Reference.class, reference);
    }

    private static void answer(String run, String item) throws Exception {
        Prediction prediction = Prediction.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setModel("m")
                .setModelDigest("d")
                .setTask("open-world")
                .setText("an ant")
                .setSeconds(1)
                .setSoftwareVersion("test")
                .setPredictedAt(0)
                .build();
        write(Topic.PREDICTIONS, Keys.runItem(run, item), Prediction.class, prediction);
    }

    private static void fail(String run, String item, String model, Topic about) throws Exception {
        DeadLetter letter = DeadLetter.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setModel(model)
                .setService("test")
                .setReason("failed")
                .setTopic(cluster.name(about))
                .setPartition(0)
                .setOffset(0)
                .setAt(0)
                .build();
        write(Topic.DEAD_LETTERS, Keys.runItem(run, item), DeadLetter.class, letter);
    }

    private static Invocation rescore(String run, String as, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "rescore",
                run,
                "--run",
                as,
                "--bootstrap",
                cluster.bootstrap(),
                "--topic-prefix",
                cluster.names().prefix()));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray());
    }

    private static <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) {
        return BrokerStack.read(cluster, topic).stream()
                .map(record -> Wire.of(type).decode(record.value()))
                .toList();
    }

    /** Copies are younger than what they are of, and failures are copied last: an answer behind one would come before it. */
    @Test
    void anAnswerThatCameBehindAFailureIsNotCopied() throws Exception {
        run("mixed");
        for (String item : List.of("failed", "failed-for-all", "answered", "odd")) {
            refer("mixed", item);
        }
        fail("mixed", "odd", null, Topic.REFERENCES);
        fail("mixed", "failed", "m", Topic.QUESTIONS);
        fail("mixed", "failed-for-all", null, Topic.ITEMS);
        for (String item : List.of("failed", "failed-for-all", "answered", "odd")) {
            answer("mixed", item);
        }
        fail("mixed", "answered", "m", Topic.QUESTIONS);

        Invocation copied = rescore("mixed", "again");
        assertThat(copied.status()).as(copied.err()).isZero();
        assertThat(read(Topic.PREDICTIONS, Prediction.class))
                .filteredOn(prediction -> prediction.getRun().equals("again"))
                .extracting(Prediction::getItemId)
                .containsExactlyInAnyOrder("answered", "odd");
        assertThat(read(Topic.DEAD_LETTERS, DeadLetter.class))
                .filteredOn(letter -> letter.getRun().equals("again"))
                .hasSize(4);
    }

    @Test
    void ofTwoAtOnceUnderOneIdNoMoreThanOneIsTheRun() throws Exception {
        run("source");
        refer("source", "one");
        answer("source", "one");
        Path synonyms = Files.writeString(directory.resolve("synonyms.json"), "{\"ant\": [\"emmet\"]}");
        for (int round = 0; round < 3; round++) {
            String as = "rescored-" + round;
            CompletableFuture<Invocation> plain = CompletableFuture.supplyAsync(() -> rescore("source", as));
            CompletableFuture<Invocation> other =
                    CompletableFuture.supplyAsync(() -> rescore("source", as, "--synonyms", synonyms));
            List<Invocation> both = List.of(plain.get(), other.get());
            assertThat(both).as("%s", both).filteredOn(one -> one.status() == 0).hasSizeLessThan(2);
            assertThat(read(Topic.RUNS, RunManifest.class))
                    .filteredOn(manifest -> manifest.getRun().equals(as))
                    .as("%s", both)
                    .hasSize(1);
            List<Invocation> again = List.of(rescore("source", as), rescore("source", as, "--synonyms", synonyms));
            assertThat(again).extracting(Invocation::status).containsExactlyInAnyOrder(0, 1);
            assertThat(again.get(again.get(0).status() == 1 ? 0 : 1).err())
                    .contains("run \"" + as + "\" exists with other settings: its synonyms ", "choose another --run");
        }
    }
}
