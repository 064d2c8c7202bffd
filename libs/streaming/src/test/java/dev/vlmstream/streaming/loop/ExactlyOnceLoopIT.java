package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class ExactlyOnceLoopIT extends InstallationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @Test
    void aRecordThatFailsCostsOneDeadLetterAndTheOthersArriveOnce() {
        installation.push(numbers(20));
        Installation.Process process = installation.process("0", "batch.size", "20", "batch.linger", "300ms");
        process.start("echo", new EchoHandler(values -> {
            if (values.contains("7")) {
                throw new IllegalStateException("seven");
            }
        }));
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= 19);
        Set<String> expected = new HashSet<>(numbers(20));
        expected.remove("7");
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(installation.committed(Topic.DEAD_LETTERS)).singleElement().satisfies(record -> {
            DeadLetter letter = Wire.of(DeadLetter.class).decode(record.value());
            assertThat(letter.getReason()).isEqualTo("seven");
            assertThat(letter.getRecordValue().array()).isEqualTo("7".getBytes());
        });
        assertThat(process.monitor().failure()).isNull();
    }

    @Test
    void beginsAgainFromTheCommittedOffsetsWhenKafkaFails() {
        AtomicInteger calls = new AtomicInteger();
        Installation.Process process = installation.process("0", "batch.size", "5");
        process.start("echo", new EchoHandler(values -> {
            if (calls.incrementAndGet() == 2) {
                throw new KafkaException("the broker stumbled");
            }
        }));
        installation.push(numbers(20));
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= 20);
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(numbers(20));
        assertThat(installation.committed(Topic.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void stopFinishesTheBatchInHand() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Installation.Process process = installation.process("0", "batch.size", "3", "batch.linger", "500ms");
        installation.push(numbers(3));
        process.start("echo", new EchoHandler(batch -> {
            begun.countDown();
            pause(1500);
        }));
        begun.await();
        process.stop();
        // A transaction is readable some time after its commit was confirmed.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(installation.echoes()).hasSize(3));
        assertThat(process.monitor().describe()).startsWith("ended");
    }

    @Test
    void recordsThatAreLeftComeAgainAndThoseBeforeThemOnlyOnce() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        EchoHandler echo = new EchoHandler();
        Installation.Process process = installation.process("0", "batch.size", "8");
        process.start("echo", new BatchHandler() {
            @Override
            public void handle(
                    List<org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
                for (var record : batch) {
                    String place = record.partition() + "@" + record.offset();
                    if (record.offset() % 5 == 3 && seen.add(place)) {
                        outbox.leave(record);
                    } else if (!outbox.isLeft(record)) {
                        echo.handle(List.of(record), outbox);
                    }
                }
            }

            @Override
            public void giveUp(
                    org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> record,
                    Throwable cause,
                    Outbox outbox) {
                echo.giveUp(record, cause, outbox);
            }
        });
        installation.push(numbers(40));
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= 40);
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(numbers(40));
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
