package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.preprocessing.HostileImages;
import dev.vlmstream.schemas.Absence;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.Waiting;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

/** Records that are made to exhaust a service's stack, heap or time: no process ends, and good items are answered. */
abstract class HostileRecordsIT {
    private static final List<String> MODELS = List.of("emoji-clip", "emoji-classifier");
    private static final String GHOST = "ghost";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Map<Topic, Class<?>> EVENTS = Map.ofEntries(
            Map.entry(Topic.ITEMS, Item.class),
            Map.entry(Topic.RUNS, RunManifest.class),
            Map.entry(Topic.WAITING, Waiting.class),
            Map.entry(Topic.ABSENCES, Absence.class),
            Map.entry(Topic.QUESTIONS, Question.class),
            Map.entry(Topic.REFERENCES, Reference.class),
            Map.entry(Topic.FEATURES, Features.class),
            Map.entry(Topic.PREDICTIONS, Prediction.class),
            Map.entry(Topic.SCORES, Score.class),
            Map.entry(Topic.VERDICTS, Verdict.class),
            Map.entry(Topic.METRICS, MetricSnapshot.class),
            Map.entry(Topic.DEAD_LETTERS, DeadLetter.class),
            Map.entry(Topic.MODELS, ModelAnnouncement.class));

    private final LocalStack stack = ShortGracesIT.stack();
    private final Wiretap tap = ShortGracesIT.tap();
    private final Results results = ShortGracesIT.results();

    @Test
    void eighteenBytesThatDeclareAGigabyteCostThemselvesOnEveryTopic() {
        sound(
                "bombs",
                () -> EVENTS.forEach((topic, type) -> {
                    tap.sendPlain(topic, bomb(type));
                    tap.send(topic, "bombs", bomb(type));
                }));
    }

    @Test
    void imagesThatAreLargerThanTheyLookCostThemselves() {
        List<Item> hostile = List.of(
                image("wide.png", HostileImages.blackPng(9_990, 9_990)),
                image("tags.tif", HostileImages.tiffWithOverlappingTags(16_000)),
                image("profile.png", HostileImages.pngWithProfile(1 << 30)),
                image("surplus.png", HostileImages.pngWithSurplus(1 << 30)));
        sound("images", hostile, () -> {});
        Map<String, List<DeadLetter>> letters = letters("images");
        assertThat(letters.keySet()).contains("wide.png", "surplus.png");
        letters.forEach((item, each) -> assertThat(each.get(0).getReason()).contains(item));
    }

    @Test
    void labelsAndAnswersThatExhaustARuleCostThemselves() {
        tap.send(Topic.MODELS, GHOST, encode(announcement()));
        String deep = "1_".repeat(5_000) + "1";
        String label = "a".repeat(50_000);
        String answer = "ab".repeat(25_000);
        judged("chart", "chartqa", List.of("12", deep), List.of("12", deep));
        judged("page", "docvqa", List.of("12", label), List.of("12", answer));
        sound("after-rules", () -> {});
    }

    /** A run answered by a model of the test's own: labels and answers are what is hostile. */
    private void judged(String run, String benchmark, List<String> labels, List<String> answers) {
        tap.open(RunManifest.newBuilder(Emoji.manifest(run, "question-answering", List.of(GHOST), (long) labels.size()))
                .setBenchmark(benchmark)
                .setClasses(List.of())
                .build());
        tap.push(IntStream.range(0, labels.size())
                .mapToObj(i -> Item.newBuilder()
                        .setRun(run)
                        .setItemId("item-" + i)
                        .setText("How many?")
                        .setLabel(labels.get(i))
                        .setAnswers(List.of(labels.get(i)))
                        .build())
                .toList());
        for (int i = 0; i < answers.size(); i++) {
            tap.send(Topic.PREDICTIONS, run + "/item-" + i, encode(prediction(run, "item-" + i, answers.get(i))));
        }
        results.awaitComplete(run, PATIENCE);
        JsonNode model =
                results.get("/api/runs/" + run + "/metrics").get("models").get(0);
        assertThat(model.get("answered").asInt() + model.get("failed").asInt()).isEqualTo(labels.size());
        assertThat(model.get("answered").asInt()).as("the good one").isPositive();
    }

    private void sound(String run, Runnable attack) {
        sound(run, List.of(), attack);
    }

    /** Good items before and behind the bad: all are answered, no process was started again, and all are well. */
    private void sound(String run, List<Item> hostile, Runnable attack) {
        List<Item> good = Emoji.items(run, 20);
        List<String> models = new ArrayList<>(MODELS);
        tap.open(Emoji.manifest(run, "zero-shot", models, (long) good.size() + hostile.size()));
        tap.push(good.subList(0, 10));
        attack.run();
        tap.push(hostile.stream()
                .map(item -> Item.newBuilder(item).setRun(run).build())
                .toList());
        tap.push(good.subList(10, 20));
        results.awaitComplete(run, PATIENCE);
        for (JsonNode model : results.get("/api/runs/" + run + "/metrics").get("models")) {
            assertThat(model.get("answered").asInt() + model.get("failed").asInt())
                    .isEqualTo(good.size() + hostile.size());
            assertThat(model.get("answered").asInt()).isGreaterThanOrEqualTo(good.size());
        }
        assertThat(stack.services()).allSatisfy(service -> {
            assertThat(service.restarts()).as(service.name()).isZero();
            assertThat(service.ready()).as(service.name()).isTrue();
        });
        assertThat(restartedLoops()).isEmpty();
    }

    private List<String> restartedLoops() {
        return stack.services().stream()
                .flatMap(service -> service.metrics().stream())
                .flatMap(metrics -> new Results(metrics).text("").lines())
                .filter(line -> line.startsWith("vlmstream_loop_restarts_total") && !line.endsWith(" 0.0"))
                .toList();
    }

    private Map<String, List<DeadLetter>> letters(String run) {
        return tap.readAll(Topic.DEAD_LETTERS).stream()
                .map(record -> record.value())
                .filter(HostileRecordsIT::isLetter)
                .map(Wire.of(DeadLetter.class)::decode)
                .filter(letter -> run.equals(letter.getRun()))
                .collect(Collectors.groupingBy(DeadLetter::getItemId));
    }

    /** The other tests' bombs lie on the topic, too. */
    private static boolean isLetter(byte[] value) {
        return value.length > 18;
    }

    /** A valid header of single-object encoding, and a first string of 2^30 bytes that does not follow. */
    private static byte[] bomb(Class<?> type) {
        long fingerprint =
                SchemaNormalization.parsingFingerprint64(SpecificData.get().getSchema(type));
        return ByteBuffer.allocate(18)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xc3)
                .put((byte) 0x01)
                .putLong(fingerprint)
                .put(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08, 'a', 'b', 'c'})
                .array();
    }

    private static Item image(String name, byte[] bytes) {
        return Item.newBuilder(Emoji.items("any", 1).get(0))
                .setItemId(name)
                .setImage(Emoji.image(name, bytes))
                .build();
    }

    private static ModelAnnouncement announcement() {
        return ModelAnnouncement.newBuilder()
                .setModel(GHOST)
                .setDigest("0")
                .setKind("remote")
                .setTasks(List.of("question-answering"))
                .setService("test")
                .setSoftwareVersion("test")
                .setAnnouncedAt(System.currentTimeMillis())
                .setLeaseMillis(90_000)
                .build();
    }

    private static Prediction prediction(String run, String item, String text) {
        return Prediction.newBuilder()
                .setRun(run)
                .setItemId(item)
                .setModel(GHOST)
                .setModelDigest("0")
                .setTask("question-answering")
                .setText(text)
                .setSeconds(0)
                .setSoftwareVersion("test")
                .setPredictedAt(System.currentTimeMillis())
                .build();
    }

    @SuppressWarnings("unchecked")
    private static <T extends org.apache.avro.specific.SpecificRecord> byte[] encode(T event) {
        return Wire.of((Class<T>) event.getClass()).encode(event);
    }
}
