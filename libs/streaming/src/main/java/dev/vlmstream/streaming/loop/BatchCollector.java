package dev.vlmstream.streaming.loop;

import dev.vlmstream.streaming.health.LoopMonitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Gathers what several polls bring into one batch: up to a size, or until a linger is over. Records of a partition that
 * is taken away while a batch is gathered are dropped; whoever gets the partition reads them again.
 */
final class BatchCollector implements ConsumerRebalanceListener {
    /** What records of one batch may take of the heap; what is made of them needs the rest. */
    static final int HEAP_SHARE = 8;

    private final Consumer<byte[], byte[]> consumer;
    private final IntSupplier size;
    private final Duration linger;
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> gathered = new LinkedHashMap<>();
    private final IntConsumer share;
    private final long mostBytes;
    private long restsUntil;
    private boolean rests;

    /** @param share gets how many partitions are ours whenever that changes; {@link LoopMonitor#NOT_IN_GROUP} */
    BatchCollector(Consumer<byte[], byte[]> consumer, IntSupplier size, Duration linger, IntConsumer share) {
        this(consumer, size, linger, share, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** @param mostBytes a batch ends before it holds more, but for a single record that does */
    BatchCollector(
            Consumer<byte[], byte[]> consumer, IntSupplier size, Duration linger, IntConsumer share, long mostBytes) {
        this.consumer = consumer;
        this.size = size;
        this.linger = linger;
        this.share = share;
        this.mostBytes = mostBytes;
    }

    /** The next batch; empty if none came within {@code idle}. */
    List<ConsumerRecord<byte[], byte[]>> collect(Duration idle) {
        if (rests(idle)) {
            return List.of();
        }
        if (isFull()) {
            // A poll may bring more records than a batch takes: if each did, they would fill the memory.
            return collect(size.getAsInt(), idle);
        }
        gather(consumer.poll(count() > 0 ? Duration.ZERO : idle));
        long deadline = System.nanoTime() + linger.toNanos();
        while (count() > 0 && !isFull()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            gather(consumer.poll(Duration.ofNanos(left)));
        }
        if (count() > 0 && count() < 2 * size.getAsInt() && bytes() < mostBytes) {
            // What has arrived already begins the next batch.
            gather(consumer.poll(Duration.ZERO));
        }
        return take(size.getAsInt());
    }

    /**
     * Records that are at hand, without gathering more.
     *
     * @param wanted the most; with none, the poll only keeps this member in its group
     * @param idle how long to wait for the first
     */
    List<ConsumerRecord<byte[], byte[]>> collect(int wanted, Duration idle) {
        if (wanted > 0 && gathered.isEmpty()) {
            gather(consumer.poll(idle));
        } else {
            consumer.pause(consumer.assignment());
            gather(consumer.poll(Duration.ZERO));
            consumer.resume(consumer.assignment());
        }
        return take(wanted);
    }

    private boolean isFull() {
        return count() >= size.getAsInt() || bytes() >= mostBytes;
    }

    /** Gives no batches for a while; it polls all the same, so that the group keeps this member. */
    void rest(Duration pause) {
        rests = true;
        restsUntil = System.nanoTime() + pause.toNanos();
    }

    private boolean rests(Duration idle) {
        long left = restsUntil - System.nanoTime();
        if (rests && left > 0) {
            // Also what the group has given us meanwhile.
            consumer.pause(consumer.assignment());
            gather(consumer.poll(Duration.ofNanos(Math.min(left, idle.toNanos()))));
            return true;
        }
        if (rests) {
            rests = false;
            consumer.resume(consumer.assignment());
        }
        return false;
    }

    /** Records at hand behind the batch. */
    List<ConsumerRecord<byte[], byte[]>> next() {
        return gathered.values().stream().flatMap(List::stream).toList();
    }

    /** Whether a partition that is ours has records, or nothing is known of it yet. */
    boolean recordsWait() {
        return !rests
                && consumer.assignment().stream()
                        .anyMatch(partition -> consumer.currentLag(partition).orElse(1) > 0);
    }

    /** The last poll may have brought more than fits: the rest is the beginning of the next batch. */
    private List<ConsumerRecord<byte[], byte[]>> take(int most) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(most);
        long bytes = 0;
        for (List<ConsumerRecord<byte[], byte[]>> records : gathered.values()) {
            int fitting = 0;
            while (fitting < records.size() && batch.size() < most && (batch.isEmpty() || bytes < mostBytes)) {
                bytes += bytes(records.get(fitting));
                batch.add(records.get(fitting++));
            }
            records.subList(0, fitting).clear();
        }
        gathered.values().removeIf(List::isEmpty);
        return batch;
    }

    /**
     * Where this group stands in the partitions of which everything that was read is processed. A position lies behind
     * the markers that end transactions, too, so that nothing seems to wait in a topic that is read to its end.
     */
    Map<TopicPartition, Long> settled() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            // A lag is known only once the position is; to ask for the position before that would wait for the broker.
            if (!gathered.containsKey(partition)
                    && consumer.currentLag(partition).isPresent()) {
                positions.put(partition, consumer.position(partition));
            }
        }
        return positions;
    }

    /**
     * Keeps what is not done of the batch that was given last: the next one begins with it. To seek and read it again would have to
     * wait for the fetch in flight.
     *
     * @param from the first offset of each partition that is not done; those that are not ours any more are left out
     */
    void keep(List<ConsumerRecord<byte[], byte[]>> batch, Map<TopicPartition, Long> from) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> again = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            TopicPartition partition = Outbox.partition(record);
            Long first = from.get(partition);
            if (first != null
                    && record.offset() >= first
                    && consumer.assignment().contains(partition)) {
                again.computeIfAbsent(partition, p -> new ArrayList<>()).add(record);
            }
        }
        again.forEach((partition, records) -> gathered.merge(partition, records, (behind, before) -> {
            before.addAll(behind);
            return before;
        }));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(gathered::remove);
        share.accept(consumer.assignment().size() - partitions.size());
    }

    /** The group has put us out, for example for being silent for too long; until we are in it again, we have no say. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(gathered::remove);
        share.accept(LoopMonitor.NOT_IN_GROUP);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // Positions come from the committed offsets; there is nothing to restore.
        share.accept(consumer.assignment().size());
    }

    private void gather(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            gathered.computeIfAbsent(partition, p -> new ArrayList<>()).addAll(records.records(partition));
        }
    }

    private long bytes() {
        return gathered.values().stream()
                .flatMap(List::stream)
                .mapToLong(BatchCollector::bytes)
                .sum();
    }

    static long bytes(ConsumerRecord<byte[], byte[]> record) {
        return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }

    private int count() {
        return gathered.values().stream().mapToInt(List::size).sum();
    }
}
