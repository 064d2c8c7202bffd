package dev.vlmstream.streaming.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.store.Digest;
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
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class QuestionHandlerTest {
    private static final byte[] IMAGE = "an image".getBytes(StandardCharsets.UTF_8);

    private final Map<String, RunManifest> runs = new HashMap<>();
    private final List<ModelRequest> requested = new ArrayList<>();
    private final QuestionHandler handler = handler(new ImageSource(TestConfig.of()));
    private final Outbox outbox = new Outbox(Topic::topicName);

    private QuestionHandler handler(ImageSource images) {
        return new QuestionHandler(
                "test", new QuestionSource.Questions(), Set.of("ours"), new Rows(runs), images, (requests, answers) -> {
                    requested.addAll(requests);
                    requests.forEach(request -> answers.add(
                            Topic.PREDICTIONS, request.question().getItemId(), new RankedClass("answer", 0, 0f)));
                });
    }

    private record Rows(Map<String, RunManifest> runs) implements Table<RunManifest> {
        @Override
        public Optional<RunManifest> known(String key) {
            return find(key);
        }

        @Override
        public Optional<RunManifest> find(String key) {
            return Optional.ofNullable(runs.get(key));
        }

        @Override
        public List<RunManifest> rows() {
            return List.copyOf(runs.values());
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
    void aQuestionThatOvertookItsManifestWaits() {
        handler.handle(List.of(record(4, question("late", IMAGE)), record(5, question("late", IMAGE))), outbox);
        assertThat(outbox.records()).isEmpty();
        assertThat(outbox.deferred()).isEqualTo(Map.of(new TopicPartition("questions", 0), 4L));
    }

    @Test
    void aQuestionWhoseManifestNeverComesIsADeadLetter() {
        long longAgo = System.currentTimeMillis() - 60_000;
        handler.handle(List.of(record(0, encode(question("never", IMAGE)), longAgo)), outbox);
        assertThat(outbox.deferred()).isEmpty();
        assertThat(letters())
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.getReason()).isEqualTo("the run has no manifest in the runs topic"));
    }

    @Test
    void theDeadLetterOfARecordNamesItsItem() {
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

    private static RunManifest manifest(String run, String model) {
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

    private static Question question(String run, byte[] image) {
        ImageRef ref = image == null
                ? null
                : new ImageRef("a.png", Digest.of(image), (long) image.length, null, ByteBuffer.wrap(image), null);
        return new Question(run, "item", ref, "What?", List.of(), 0L);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, Question question) {
        return record(offset, encode(question));
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value) {
        return record(offset, value, System.currentTimeMillis());
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value, long timestamp) {
        return new ConsumerRecord<>(
                "questions",
                0,
                offset,
                timestamp,
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
