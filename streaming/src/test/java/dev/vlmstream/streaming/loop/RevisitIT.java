package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records of which a part is written at once and the rest later: each part once, whoever reads them again. */
class RevisitIT extends InstallationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GROUP = "half";

    private final AtomicBoolean decided = new AtomicBoolean();
    private final Set<String> lookedAtAgain = ConcurrentHashMap.newKeySet();
    /** From here on it is decided before it is for those before. */
    private volatile int firstDecided = Integer.MAX_VALUE;

    private final AtomicInteger calls = new AtomicInteger();

    /** Echoes every value at once; the fifth ones are dead letters, too, once that is decided. */
    private final class Half implements BatchHandler {
        private final int stumbles;

        /** @param stumbles every how many batches Kafka fails after the work; 0: never */
        Half(int stumbles) {
            this.stumbles = stumbles;
        }

        @Override
        public boolean revisits() {
            return true;
        }

        @Override
        public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
            EchoHandler echo = new EchoHandler();
            for (ConsumerRecord<byte[], byte[]> record : batch) {
                if (outbox.isRevisited(record)) {
                    lookedAtAgain.add(value(record));
                } else {
                    echo.handle(List.of(record), outbox);
                }
                if (Integer.parseInt(value(record)) % 5 == 0) {
                    settle(record, outbox);
                }
            }
            if (stumbles > 0 && calls.incrementAndGet() % stumbles == 0) {
                throw new KafkaException("the broker stumbled");
            }
        }

        private boolean isDecided(String value) {
            return decided.get() || Integer.parseInt(value) >= firstDecided;
        }

        private void settle(ConsumerRecord<byte[], byte[]> record, Outbox outbox) {
            if (isDecided(value(record)) && !outbox.isBehindRevisit(record)) {
                outbox.add(DeadLetters.of(GROUP, record, value(record)));
            } else {
                outbox.revisit(record);
            }
        }

        @Override
        public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
            throw new IllegalStateException(cause);
        }
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void whatIsWrittenIsNotWrittenAgainByWhoeverComesNext(GroupProtocol protocol) {
        Installation.Process first = start(protocol, "0", new Half(0));
        installation.push(numbers(0, 40));
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= 40);
        await().atMost(PATIENCE).until(() -> lookedAtAgain.contains("39") && lookedAtAgain.contains("38"));
        first.stop();

        start(protocol, "1", new Half(0));
        installation.push(numbers(40, 60));
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= 60);
        assertThat(deadLetters()).isEmpty();
        decided.set(true);
        await().atMost(PATIENCE).until(() -> deadLetters().size() >= 12);
        awaitEnd();
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(numbers(0, 60));
        assertThat(deadLetters()).containsExactlyInAnyOrderElementsOf(fifths(60));
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void bothPartsAreWrittenOnceHoweverOftenKafkaFails(GroupProtocol protocol) {
        start(protocol, "0", new Half(3));
        installation.push(numbers(0, 40));
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= 40);
        decided.set(true);
        await().atMost(PATIENCE).until(() -> deadLetters().size() >= 8);
        awaitEnd();
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(numbers(0, 40));
        assertThat(deadLetters()).containsExactlyInAnyOrderElementsOf(fifths(40));
    }

    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void whatIsDecidedBehindWhatIsNotIsWrittenOnceAndInItsOrder(GroupProtocol protocol) {
        firstDecided = 20;
        start(protocol, "0", new Half(0));
        installation.push(numbers(0, 40));
        await().atMost(PATIENCE).until(() -> lookedAtAgain.contains("38") && lookedAtAgain.contains("39"));
        assertThat(deadLetters()).isEmpty();
        decided.set(true);
        await().atMost(PATIENCE).until(() -> deadLetters().size() >= 8);
        awaitEnd();
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(numbers(0, 40));
        assertThat(deadLetters()).containsExactlyInAnyOrderElementsOf(fifths(40));
    }

    /** More wait than a batch holds: those behind follow when the first are settled. */
    @ParameterizedTest
    @EnumSource(GroupProtocol.class)
    void recordsBehindABatchThatWaitsFollow(GroupProtocol protocol) {
        Installation.Process process = installation.process(protocol, "0", "batch.size", "4");
        process.start(GROUP, new Half(0));
        installation.push(numbers(0, 200));
        await().atMost(PATIENCE).until(() -> lookedAtAgain.size() >= 4);
        assertThat(installation.echoes()).hasSizeLessThan(200);
        decided.set(true);
        await().atMost(PATIENCE).until(() -> installation.echoes().size() >= 200);
        awaitEnd();
        assertThat(installation.echoes()).containsExactlyInAnyOrderElementsOf(numbers(0, 200));
        assertThat(deadLetters()).containsExactlyInAnyOrderElementsOf(fifths(200));
    }

    private Installation.Process start(GroupProtocol protocol, String instance, BatchHandler handler) {
        Installation.Process process =
                installation.process(protocol, instance, "batch.size", "100", "batch.linger", "300ms");
        process.start(GROUP, handler);
        return process;
    }

    /** The group has committed all that there is. */
    private void awaitEnd() {
        String items = installation.settings.name(Topic.ITEMS);
        try (Admin admin = Admin.create(installation.settings.cluster().client(Map.of()))) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(
                                installation.settings.names().group(GROUP))
                        .partitionsToOffsetAndMetadata()
                        .get();
                long committed = offsets.entrySet().stream()
                        .filter(entry -> entry.getKey().topic().equals(items))
                        .mapToLong(entry -> entry.getValue().offset())
                        .sum();
                assertThat(committed)
                        .isEqualTo(installation.committed(Topic.ITEMS).size());
                assertThat(offsets.values())
                        .allSatisfy(offset -> assertThat(offset.metadata()).isEmpty());
            });
        }
    }

    private List<String> deadLetters() {
        return installation.committed(Topic.DEAD_LETTERS).stream()
                .map(record -> Wire.of(DeadLetter.class).decode(record.value()).getReason())
                .toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).toList();
    }

    private static List<String> fifths(int to) {
        return IntStream.range(0, to)
                .filter(n -> n % 5 == 0)
                .mapToObj(String::valueOf)
                .toList();
    }

    private static String value(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }
}
