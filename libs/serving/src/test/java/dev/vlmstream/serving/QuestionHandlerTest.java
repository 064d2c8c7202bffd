package dev.vlmstream.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.schemas.Absence;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Waiting;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.images.ImageSource;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.tables.Table;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class QuestionHandlerTest {
    static final byte[] IMAGE = "an image".getBytes(StandardCharsets.UTF_8);

    private final Map<String, RunManifest> runs = new HashMap<>();
    private final Map<String, Absence> absences = new HashMap<>();
    private final List<ModelRequest> requested = new ArrayList<>();
    private final QuestionHandler handler = handler(new ImageSource(TestConfig.of()));
    private final Outbox outbox = new Outbox(Topic::topicName);

    private QuestionHandler handler(ImageSource images) {
        return new QuestionHandler(
                new QuestionReader(
                        "test", new QuestionSource.Questions(), Set.of("ours"), new Rows<>(runs), new Rows<>(absences)),
                images,
                (requests, answers) -> {
                    requested.addAll(requests);
                    requests.forEach(request -> answers.add(
                            Topic.PREDICTIONS, request.question().getItemId(), new RankedClass("answer", 0, 0f)));
                });
    }

    record Rows<T>(Map<String, T> rowsByKey) implements Table<T> {
        @Override
        public Optional<T> known(String key) {
            return find(key);
        }

        @Override
        public Optional<T> find(String key) {
            return Optional.ofNullable(rowsByKey.get(key));
        }

        @Override
        public List<T> rows() {
            return List.copyOf(rowsByKey.values());
        }

        @Override
        public void catchUp() {
            // Always there.
        }
    }

    @Test
    void asksTheModelsOwnQuestionsWithTheirImagesAndPassesOverOthers() {
        runs.put("ours", manifest("ours", "ours"));
        runs.put("theirs", manifest("theirs", "another"));
        handler.handle(List.of(record(0, question("ours", IMAGE)), record(1, question("theirs", IMAGE))), outbox);
        assertThat(requested).singleElement().satisfies(request -> {
            assertThat(request.question().getRun()).isEqualTo("ours");
            assertThat(request.image()).isEqualTo(IMAGE);
        });
        assertThat(outbox.records()).hasSize(1);
    }

    @Test
    void anUnreadableRecordCostsItselfAlone() {
        runs.put("ours", manifest("ours", "ours"));
        handler.handle(List.of(record(0, new byte[] {1, 2}), record(1, question("ours", IMAGE))), outbox);
        assertThat(requested).hasSize(1);
        assertThat(letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getReason()).contains("not a Question"));
    }

    @Test
    void anImageThatChangedIsADeadLetterOfThisModel() {
        runs.put("ours", manifest("ours", "ours"));
        Question question = question("ours", IMAGE);
        question.getImage().setSize(7);
        handler.handle(List.of(record(0, question)), outbox);
        assertThat(requested).isEmpty();
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.getModel()).isEqualTo("ours");
            assertThat(letter.getItemId()).isEqualTo("item");
            assertThat(letter.getReason()).contains("changed since it was pushed");
        });
    }

    @Test
    void aQuestionThatOvertookItsManifestWaitsElsewhereAndHoldsUpNone() {
        runs.put("ours", manifest("ours", "ours"));
        handler.handle(List.of(record(4, question("late", IMAGE)), record(5, question("ours", IMAGE))), outbox);
        assertThat(outbox.records()).extracting(ProducerRecord::topic).containsExactly("waiting", "predictions");
        assertThat(Wire.of(Waiting.class).decode(outbox.records().get(0).value()))
                .isEqualTo(new Waiting("late", "questions", 0, 4L, null));
        assertThat(letters()).as("which models the run has is not known").isEmpty();
    }

    @Test
    void aRunThatGoesOnWithoutTheModelIsNotAnswered() {
        runs.put("without", manifest("without", "ours"));
        absences.put("without/ours", new Absence("without", "ours", 0L));
        handler.handle(List.of(record(0, question("without", IMAGE))), outbox);
        assertThat(requested).isEmpty();
        assertThat(outbox.records()).isEmpty();
    }

    @Test
    void aQuestionThatNamesItsModelsIsForThemAloneWhateverIsSaidOfAbsence() {
        runs.put("r", manifest("r", "ours"));
        absences.put("r/ours", new Absence("r", "ours", 0L));
        Question others = question("r", IMAGE);
        others.setModels(List.of("another"));
        Question after = question("r", IMAGE);
        after.setModels(List.of("ours"));
        handler.handle(List.of(record(0, others), record(1, after)), outbox);
        assertThat(requested).extracting(ModelRequest::question).containsExactly(after);
    }

    @Test
    void aRunThatHasBegunIsAnsweredToItsEnd() {
        runs.put("r", manifest("r", "ours"));
        handler.handle(List.of(record(0, question("r", IMAGE))), outbox);
        absences.put("r/ours", new Absence("r", "ours", 0L));
        handler.handle(List.of(record(1, question("r", IMAGE))), outbox);
        assertThat(requested).hasSize(2);
    }

    @Test
    void theDeadLetterOfARecordNamesItsItem() {
        runs.put("ours", manifest("ours", "ours"));
        handler.giveUp(record(3, question("ours", null)), new IllegalStateException("why"), outbox);
        DeadLetter letter = letters().get(0);
        assertThat(letter.getRun()).isEqualTo("ours");
        assertThat(letter.getModel()).isEqualTo("ours");
        assertThat(letter.getReason()).isEqualTo("why");
        assertThat(letter.getOffset()).isEqualTo(3);
    }

    /** The server answers once it is asked for all: one after another, none would come. */
    @Test
    void imagesAtAddressesAreFetchedSideBySide() throws IOException {
        runs.put("ours", manifest("ours", "ours"));
        CyclicBarrier all = new CyclicBarrier(8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            try (exchange) {
                all.await();
                exchange.sendResponseHeaders(200, IMAGE.length);
                exchange.getResponseBody().write(IMAGE);
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IOException(e);
            }
        });
        server.start();
        String host = "images.example:" + server.getAddress().getPort();
        ImageSource images =
                new ImageSource(TestConfig.of("images.http-hosts", host), name -> InetAddress.getLoopbackAddress());
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Question question = question("ours", IMAGE);
            question.getImage().setBytes(null);
            question.getImage().setAddress("http://" + host + "/" + i);
            batch.add(record(i, question));
        }
        handler(images).handle(batch, outbox);
        server.stop(0);
        assertThat(letters()).isEmpty();
        assertThat(requested)
                .hasSize(8)
                .allSatisfy(request -> assertThat(request.image()).isEqualTo(IMAGE));
    }

    private List<DeadLetter> letters() {
        return outbox.records().stream()
                .filter(record -> record.topic().equals("dead-letters"))
                .map(record -> Wire.of(DeadLetter.class).decode(record.value()))
                .toList();
    }

    static RunManifest manifest(String run, String model) {
        return RunManifest.newBuilder()
                .setRun(run)
                .setDataset("test")
                .setTask("open-world")
                .setPrompt("What?")
                .setClasses(List.of())
                .setModels(List.of(model))
                .setSoftwareVersion("test")
                .setCreatedAt(0)
                .build();
    }

    static Question question(String run, byte[] image) {
        ImageRef ref = image == null
                ? null
                : new ImageRef("a.png", Digest.of(image), (long) image.length, null, ByteBuffer.wrap(image), null);
        return new Question(run, "item", ref, "What?", List.of(), List.of(), 0L);
    }

    static ConsumerRecord<byte[], byte[]> record(long offset, Question question) {
        return record(offset, encode(question));
    }

    static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value) {
        return new ConsumerRecord<>(
                "questions",
                0,
                offset,
                System.currentTimeMillis(),
                TimestampType.CREATE_TIME,
                0,
                value.length,
                null,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private static byte[] encode(Question question) {
        return Wire.of(Question.class).encode(question);
    }
}
