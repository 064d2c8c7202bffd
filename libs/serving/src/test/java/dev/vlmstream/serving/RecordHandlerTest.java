package dev.vlmstream.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.kafka.BatchTrace;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.UnavailableException;
import dev.vlmstream.streaming.loop.WindowHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Records of words that are asked about one by one; "late" cannot be read yet, and "skipped" is of no concern. */
class RecordHandlerTest {
    private static final int MOST = 4;

    private final Set<String> missing = new HashSet<>(Set.of("late"));
    private final Outbox outbox = new Outbox(Topic::topicName);

    private final class Words implements RecordHandler<String, String> {
        @Override
        public Optional<Asked<String, String>> read(ConsumerRecord<byte[], byte[]> record) {
            String text = new String(record.value(), UTF_8);
            if (missing.contains(text)) {
                return Optional.empty();
            }
            return Optional.of(
                    text.equals("skipped")
                            ? Asked.nothing(to -> write("skipped", to))
                            : new Asked<>(
                                    List.of(text.split(" ")),
                                    (answers, to) -> answers.forEach(answer -> write(answer, to))));
        }

        private static void write(String text, Outbox to) {
            to.add(Topic.PREDICTIONS, text, new RankedClass(text, 0, 0f));
        }

        @Override
        public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox to) {
            write(cause.getMessage(), to);
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, String text) {
        return new ConsumerRecord<>("words", 0, offset, new byte[0], text.getBytes(UTF_8));
    }

    private List<String> written() {
        return outbox.records().stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    @Test
    void aModelOfThisProcessIsAskedOnceForABatchUpToWhatCannotBeReadYet() {
        List<List<String>> asked = new ArrayList<>();
        BatchHandler batches = new Words().inBatches(questions -> {
            asked.add(questions);
            return questions.stream().map(String::toUpperCase).toList();
        });
        batches.handle(
                List.of(record(0, "a b"), record(1, "skipped"), record(2, "c"), record(3, "late"), record(4, "d")),
                outbox);
        assertThat(asked).containsExactly(List.of("a", "b", "c"));
        assertThat(written()).containsExactly("A", "B", "skipped", "C");
        assertThat(outbox.left().values()).containsExactly(3L);
    }

    @Test
    void aModelBehindAServerIsAskedSideBySideAndASlowReplyHoldsUpNoOther() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        WindowHandler window = new Words().sideBySide(new ServerRequests("words", MOST, () -> MOST), question -> {
            if (question.equals("slow")) {
                await(slow);
            }
            return question.toUpperCase();
        });
        assertThat(window.mostUnderWay()).isEqualTo(MOST);
        CompletableFuture<Consumer<Outbox>> first = window.begin(record(0, "slow"), BatchTrace.NONE);
        for (int i = 1; i <= 3 * MOST; i++) {
            assertThat(window.hasRoom()).isTrue();
            window.begin(record(i, "fast"), BatchTrace.NONE).get();
        }
        assertThat(first).isNotDone();
        slow.countDown();
        first.get().accept(outbox);
        assertThat(written()).containsExactly("SLOW");
    }

    @Test
    void noMoreIsBegunThanTheServerCopesWithAndOneMoreAtHand() {
        CountDownLatch slow = new CountDownLatch(1);
        WindowHandler window = new Words().sideBySide(new ServerRequests("words", MOST, () -> MOST), question -> {
            await(slow);
            return question;
        });
        List<CompletableFuture<Consumer<Outbox>>> begun = new ArrayList<>();
        while (window.hasRoom()) {
            begun.add(window.begin(record(begun.size(), "a"), BatchTrace.NONE));
        }
        assertThat(begun).hasSize(MOST + 1);
        slow.countDown();
        begun.forEach(CompletableFuture::join);
        assertThat(window.hasRoom()).isTrue();
    }

    @Test
    void whatIsAskedNothingAboutEndsAtOnceAndWhatCannotBeReadYetIsGivenBack() throws Exception {
        WindowHandler window = new Words().sideBySide(new ServerRequests("words", MOST, () -> MOST), question -> {
            throw new AssertionError("asked in vain: " + question);
        });
        CompletableFuture<Consumer<Outbox>> skipped = window.begin(record(0, "skipped"), BatchTrace.NONE);
        assertThat(skipped).isDone();
        skipped.get().accept(outbox);
        assertThat(written()).containsExactly("skipped");

        CompletableFuture<Consumer<Outbox>> late = window.begin(record(1, "late"), BatchTrace.NONE);
        assertThatThrownBy(late::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(UnavailableException.class);
        // Alone, too.
        assertThatThrownBy(() -> window.handle(List.of(record(1, "late")), outbox))
                .isInstanceOf(UnavailableException.class);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
