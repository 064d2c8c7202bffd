package dev.vlmstream.serving;

import static dev.vlmstream.serving.QuestionHandlerTest.IMAGE;
import static dev.vlmstream.serving.QuestionHandlerTest.manifest;
import static dev.vlmstream.serving.QuestionHandlerTest.question;
import static dev.vlmstream.serving.QuestionHandlerTest.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.serving.QuestionHandler.Answers;
import dev.vlmstream.serving.QuestionHandlerTest.Rows;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.images.ImageSource;
import dev.vlmstream.streaming.kafka.BatchTrace;
import dev.vlmstream.streaming.loop.Outbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class QuestionWindowTest {
    private static final int MOST = 4;

    private final Map<String, RunManifest> runs = new HashMap<>(Map.of("ours", manifest("ours", "ours")));
    private final List<ModelRequest> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch answers = new CountDownLatch(1);
    private final Outbox outbox = new Outbox(Topic::topicName);
    private volatile int requests = 1;

    private final QuestionWindow window = new QuestionWindow(
            new QuestionReader(
                    "test",
                    new QuestionSource.Questions(),
                    Set.of("ours"),
                    new Rows<>(runs),
                    new Rows<>(new HashMap<>())),
            new ImageSource(TestConfig.of()),
            // And one more at hand.
            new ServerRequests("ours", MOST, () -> MOST - 1),
            new QuestionHandler.SideBySide() {
                @Override
                public int requests(Question question, RunManifest manifest) {
                    return requests;
                }

                @Override
                public Consumer<Answers> answer(ModelRequest request, Runnable ended) {
                    asked.add(request);
                    await();
                    ModelRequest told = request.withoutImage();
                    return to ->
                            to.add(Topic.PREDICTIONS, told.question().getItemId(), new RankedClass("answer", 0, 0f));
                }
            });

    private void await() {
        try {
            answers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Consumer<Outbox>> begin(ConsumerRecord<byte[], byte[]> record) {
        return window.begin(record, BatchTrace.NONE);
    }

    private List<String> topics() {
        return outbox.records().stream().map(ProducerRecord::topic).toList();
    }

    @Test
    void questionsAreAskedSideBySideWithTheirImagesAsLongAsThereIsRoom() {
        List<CompletableFuture<Consumer<Outbox>>> begun = new CopyOnWriteArrayList<>();
        while (window.hasRoom()) {
            begun.add(begin(record(begun.size(), question("ours", IMAGE))));
        }
        assertThat(begun).hasSize(MOST).noneMatch(CompletableFuture::isDone);
        answers.countDown();
        begun.forEach(one -> one.join().accept(outbox));
        assertThat(topics()).hasSize(MOST).containsOnly("predictions");
        assertThat(asked).hasSize(MOST).allMatch(request -> request.image().length == IMAGE.length);
        assertThat(window.hasRoom()).isTrue();
    }

    /** One with a thousand class names takes a thousand. */
    @Test
    void aQuestionOfManyRequestsLeavesNoRoomForAnother() {
        requests = 1000;
        CompletableFuture<Consumer<Outbox>> many = begin(record(0, question("ours", null)));
        assertThat(window.hasRoom()).isFalse();
        answers.countDown();
        many.join();
        assertThat(window.hasRoom()).isTrue();
    }

    @Test
    void imagesUnderWayTakeOnlyAPartOfTheHeap() {
        Question question = question("ours", null);
        byte[] image = new byte[Math.toIntExact(Runtime.getRuntime().maxMemory() / 24)];
        question.setImage(question("ours", image).getImage());
        begin(record(0, question));
        assertThat(window.hasRoom()).isTrue();
        begin(record(1, question));
        begin(record(2, question));
        assertThat(window.hasRoom()).isFalse();
        answers.countDown();
    }

    @Test
    void whatIsNotForTheModelEndsAtOnce() {
        runs.put("theirs", manifest("theirs", "another"));
        for (ConsumerRecord<byte[], byte[]> record : List.of(
                record(0, question("theirs", IMAGE)), record(1, question("late", IMAGE)), record(2, new byte[] {1, 2
                }))) {
            CompletableFuture<Consumer<Outbox>> end = begin(record);
            assertThat(end).isDone();
            end.join().accept(outbox);
        }
        assertThat(topics()).containsExactly("waiting", "dead-letters");
        assertThat(asked).isEmpty();
    }

    @Test
    void anImageThatChangedIsADeadLetterOfThisModel() {
        Question question = question("ours", IMAGE);
        question.getImage().setSize(7);
        begin(record(0, question)).join().accept(outbox);
        assertThat(asked).isEmpty();
        DeadLetter letter =
                Wire.of(DeadLetter.class).decode(outbox.records().get(0).value());
        assertThat(letter.getModel()).isEqualTo("ours");
        assertThat(letter.getReason()).contains("changed since it was pushed");
    }
}
