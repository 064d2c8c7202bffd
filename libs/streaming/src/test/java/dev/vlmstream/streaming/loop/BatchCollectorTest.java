package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BatchCollectorTest {
    private static final TopicPartition P0 = new TopicPartition("items", 0);
    private static final TopicPartition P1 = new TopicPartition("items", 1);
    private static final Duration IDLE = Duration.ofMillis(20);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final List<Integer> shares = new ArrayList<>();
    private BatchCollector collector;

    @BeforeEach
    void joinGroup() {
        collector = collector(3, Duration.ofMillis(200));
        rebalance(P0, P1);
        consumer.updateBeginningOffsets(Map.of(P0, 0L, P1, 0L));
    }

    @Test
    void isEmptyWhenNothingComesInTime() {
        assertThat(collector.collect(IDLE)).isEmpty();
    }

    @Test
    @Timeout(60)
    void isFullAtItsSizeWithoutLingering() {
        collector = collector(3, Duration.ofHours(1));
        add(P0, 0, 3);
        assertThat(offsets(collector.collect(IDLE))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void gathersWhatComesWhileItLingers() {
        add(P0, 0, 1);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> add(P1, 7, 2));
        assertThat(collector.collect(IDLE)).hasSize(3);
    }

    @Test
    void takesWhatIsThereWhenTheLingerIsOver() {
        add(P0, 0, 2);
        assertThat(collector.collect(IDLE)).hasSize(2);
    }

    @Test
    void neverTakesMoreThanItsSizeAndLosesNothing() {
        add(P0, 0, 2);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> add(P0, 2, 3));
        assertThat(offsets(collector.collect(IDLE))).containsExactly(0L, 1L, 2L);
        assertThat(offsets(collector.collect(IDLE))).containsExactly(3L, 4L);
        assertThat(collector.collect(IDLE)).isEmpty();
    }

    /** A poll brings as many records as the largest batch has, however small batches are at the time. */
    @Test
    void readsNoFurtherWhileABatchIsAtHand() {
        add(P0, 0, 8);
        assertThat(collector.collect(IDLE)).hasSize(3);
        add(P0, 8, 8);
        assertThat(collector.collect(IDLE)).hasSize(3);
        assertThat(collector.next()).hasSize(2);
        assertThat(consumer.position(P0)).isEqualTo(8);
        assertThat(offsets(collector.collect(IDLE))).containsExactly(6L, 7L, 8L);
    }

    @Test
    void dropsRecordsOfPartitionsThatAreTakenAwayMeanwhile() {
        add(P0, 0, 1);
        add(P1, 0, 1);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> collector.onPartitionsRevoked(List.of(P0)));
        assertThat(collector.collect(IDLE))
                .extracting(ConsumerRecord::partition)
                .containsExactly(1);
    }

    @Test
    void dropsWhatWasLeftOverOfPartitionsThatAreTakenAway() {
        add(P0, 0, 2);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> add(P0, 2, 3));
        collector.collect(IDLE);
        consumer.schedulePollTask(() -> collector.onPartitionsRevoked(List.of(P0)));
        assertThat(collector.collect(IDLE)).isEmpty();
    }

    @Test
    void givesNothingWhileItRestsAndLosesNothing() throws InterruptedException {
        add(P0, 0, 4);
        assertThat(offsets(collector.collect(IDLE))).containsExactly(0L, 1L, 2L);
        collector.rest(Duration.ofMillis(200));
        assertThat(collector.collect(IDLE)).isEmpty();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(P0, P1);
        assertThat(collector.recordsWait()).isFalse();
        Thread.sleep(250);
        assertThat(offsets(collector.collect(IDLE))).containsExactly(3L);
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void beginsTheNextBatchWithWhatIsKept() {
        add(P0, 0, 2);
        consumer.schedulePollTask(() -> {});
        consumer.schedulePollTask(() -> add(P0, 2, 3));
        collector.keep(collector.collect(IDLE), Map.of(P0, 1L));
        assertThat(offsets(collector.collect(IDLE))).containsExactly(1L, 2L, 3L);
        assertThat(offsets(collector.collect(IDLE))).containsExactly(4L);
        assertThat(collector.collect(IDLE)).isEmpty();
    }

    @Test
    void keepsOnlyWhatIsLeft() {
        add(P0, 0, 1);
        add(P1, 0, 2);
        List<ConsumerRecord<byte[], byte[]>> batch = collector.collect(IDLE);
        assertThat(batch).hasSize(3);
        collector.keep(batch, Map.of(P1, 1L));
        assertThat(collector.collect(IDLE))
                .extracting(ConsumerRecord::partition, ConsumerRecord::offset)
                .containsExactly(tuple(1, 1L));
    }

    @Test
    void whatIsKeptIsNotSettledAndGoesWithItsPartition() {
        consumer.updateEndOffsets(Map.of(P0, 2L, P1, 0L));
        add(P0, 0, 2);
        List<ConsumerRecord<byte[], byte[]>> batch = collector.collect(IDLE);
        collector.keep(batch, Map.of(P0, 0L));
        assertThat(collector.settled()).doesNotContainKey(P0);
        consumer.schedulePollTask(() -> collector.onPartitionsLost(List.of(P0)));
        assertThat(collector.collect(IDLE)).isEmpty();
        rebalance(P1);
        collector.keep(batch, Map.of(P0, 0L));
        assertThat(collector.collect(IDLE)).isEmpty();
    }

    @Test
    void seesRecordsThatWait() {
        consumer.updateEndOffsets(Map.of(P0, 2L, P1, 0L));
        assertThat(collector.recordsWait()).isTrue();
    }

    @Test
    void tellsHowManyPartitionsAreOurs() {
        rebalance(P1);
        assertThat(shares).last().isEqualTo(1);
    }

    @Test
    void aBatchEndsBeforeItHoldsMoreBytesThanItMay() {
        collector = new BatchCollector(consumer, () -> 100, Duration.ofMillis(200), shares::add, 10);
        addSized(6, 6, 6, 30, 1);
        assertThat(offsets(collector.collect(IDLE))).containsExactly(0L, 1L);
        assertThat(offsets(collector.collect(IDLE))).containsExactly(2L, 3L);
        assertThat(offsets(collector.collect(IDLE))).containsExactly(4L);
    }

    @Test
    void whatIsWorkedOffIsSettledAndWhatIsGatheredIsNot() {
        consumer.updateEndOffsets(Map.of(P0, 5L, P1, 2L));
        add(P0, 0, 5);
        add(P1, 0, 2);
        assertThat(collector.collect(IDLE)).hasSize(3);
        assertThat(collector.settled()).doesNotContainKey(P0);
        collector.collect(IDLE);
        collector.collect(IDLE);
        assertThat(collector.settled()).containsExactlyInAnyOrderEntriesOf(Map.of(P0, 5L, P1, 2L));
    }

    private void addSized(int... bytes) {
        for (int offset = 0; offset < bytes.length; offset++) {
            consumer.addRecord(new ConsumerRecord<>(
                    "items",
                    0,
                    offset,
                    0,
                    TimestampType.CREATE_TIME,
                    -1,
                    bytes[offset],
                    null,
                    new byte[bytes[offset]],
                    new RecordHeaders(),
                    Optional.empty()));
        }
    }

    private BatchCollector collector(int size, Duration linger) {
        BatchCollector made = new BatchCollector(consumer, () -> size, linger, shares::add);
        consumer.subscribe(List.of("items"), made);
        return made;
    }

    private void rebalance(TopicPartition... partitions) {
        consumer.rebalance(List.of(partitions));
    }

    private void add(TopicPartition partition, long from, int count) {
        for (long offset = from; offset < from + count; offset++) {
            consumer.addRecord(Records.of(partition.topic(), partition.partition(), offset, "v" + offset));
        }
    }

    private static List<Long> offsets(List<ConsumerRecord<byte[], byte[]>> batch) {
        return batch.stream().map(ConsumerRecord::offset).toList();
    }
}
