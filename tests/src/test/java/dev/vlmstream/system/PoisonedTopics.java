package dev.vlmstream.system;

import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Runs as pipelines leave them in the topics, and between them what nobody can read. */
final class PoisonedTopics implements AutoCloseable {
    /** A model of a kind that only a newer version knows. */
    static final String FUTURE = "future-model";

    private static final List<String> CLASSES = List.of("cat", "dog");
    private static final int ITEMS = 8;

    private final KafkaProducer<byte[], byte[]> producer;

    PoisonedTopics(LocalStack stack) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A run whose items one model has answered, with features of their images. */
    void run(String run) {
        send(Topic.RUNS, run, manifest(run));
        for (int i = 0; i < ITEMS; i++) {
            String item = "item" + i;
            Question question = question(run, item);
            send(
                    Topic.REFERENCES,
                    run + "/" + item,
                    Reference.newBuilder()
                            .setRun(run)
                            .setItemId(item)
                            .setLabel(CLASSES.get(i % 2))
                            .setQuestion("What is it?")
                            .setImage(question.getImage())
                            .build());
            send(Topic.PREDICTIONS, run + "/" + item, prediction(run, item, CLASSES.get(0)));
            send(Topic.FEATURES, question.getImage().getSha256(), features(question, i % 2));
        }
    }

    /** What a record in the topic holds that nobody could make an item of. */
    void letter(String value) {
        send(
                Topic.DEAD_LETTERS,
                "unattributed",
                DeadLetter.newBuilder()
                        .setService("ingest")
                        .setReason("no run is open")
                        .setTopic("items")
                        .setPartition(0)
                        .setOffset(0)
                        .setRecordValue(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)))
                        .setAt(1)
                        .build());
    }

    void making(String name) {
        send(
                Topic.WIKIQA_MAKINGS,
                name,
                WikiMaking.newBuilder()
                        .setMaking(name)
                        .setWriter("m")
                        .setAnswerer("m")
                        .setClasses(CLASSES)
                        .setArticles("0")
                        .setSeed(1)
                        .setQuestions(1)
                        .setTries(1)
                        .setSoftwareVersion("test")
                        .setCreatedAt(1)
                        .build());
    }

    void model(String name, String kind, long announcedAt) {
        send(
                Topic.MODELS,
                name,
                ModelAnnouncement.newBuilder()
                        .setModel(name)
                        .setDigest("0")
                        .setKind(kind)
                        .setTasks(List.of())
                        .setService("test")
                        .setSoftwareVersion("test")
                        .setAnnouncedAt(announcedAt)
                        .setLeaseMillis(600_000)
                        .build());
    }

    /** On every topic: what is no event, what is cut off, what another version wrote, and what lies where it does not belong. */
    void poison() {
        byte[] manifest = Wire.of(RunManifest.class).encode(manifest("impostor"));
        byte[] foreign = manifest.clone();
        foreign[5] ^= 0x55;
        for (Topic topic : Topic.values()) {
            put(topic, null, "no key".getBytes(StandardCharsets.UTF_8));
            put(topic, "garbage", "no event".getBytes(StandardCharsets.UTF_8));
            put(topic, "empty", new byte[0]);
            put(topic, "foreign", foreign);
            put(topic, "cut", Arrays.copyOf(manifest, manifest.length / 2));
            put(topic, "nobody", manifest);
            put(topic, "was never there", null);
        }
        send(Topic.MODELS, "nobody", announcementOf("someone-else"));
        model(FUTURE, "video", System.currentTimeMillis());
        model("past-model", "hologram", 1);
    }

    /** Records without values under the keys of what cannot be read. */
    void cure(Topic topic) {
        for (String key : List.of("garbage", "empty", "foreign", "cut", "nobody")) {
            put(topic, key, null);
        }
    }

    @Override
    public void close() {
        producer.close();
    }

    private static ModelAnnouncement announcementOf(String model) {
        return new ModelAnnouncement(model, "0", "classifier", List.of(), "test", "test", 1L, 1L, "", "");
    }

    private static RunManifest manifest(String run) {
        return RunManifest.newBuilder()
                .setRun(run)
                .setDataset("animals")
                .setTask("open-world")
                .setPrompt("What is it?")
                .setClasses(CLASSES)
                .setModels(List.of("m"))
                .setItems((long) ITEMS)
                .setSoftwareVersion("test")
                .setCreatedAt(1)
                .build();
    }

    private static Question question(String run, String item) {
        return Question.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setText("What is it?")
                .setAskedAt(1)
                .setImage(ImageRef.newBuilder()
                        .setName(item + ".png")
                        .setSha256("sha-" + run + "-" + item)
                        .setSize(1)
                        .build())
                .build();
    }

    private static Prediction prediction(String run, String item, String text) {
        return Prediction.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setModel("m")
                .setModelDigest("0")
                .setTask("open-world")
                .setText(text)
                .setSeconds(0)
                .setSoftwareVersion("test")
                .setPredictedAt(1)
                .build();
    }

    private static Features features(Question question, int hot) {
        ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(4 * hot, 1);
        return Features.newBuilder()
                .setQuestion(question)
                .setModel("m")
                .setModelDigest("0")
                .setKind("last")
                .setShape(List.of(2))
                .setDtype("float32")
                .setData(data)
                .build();
    }

    @SuppressWarnings("unchecked")
    private <T extends SpecificRecord> void send(Topic topic, String key, T event) {
        put(topic, key, Wire.of((Class<T>) event.getClass()).encode(event));
    }

    private void put(Topic topic, @Nullable String key, byte @Nullable [] value) {
        try {
            producer.send(new ProducerRecord<>(
                            topic.topicName(), key == null ? null : key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (ExecutionException e) {
            if (!(topic.compacted() && key == null && e.getCause() instanceof InvalidRecordException)) {
                throw new AssertionError(topic + " takes no " + key, e);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
