package dev.vlmstream.streaming.loop;

import dev.vlmstream.datasets.store.StoreException;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.kafka.BatchTrace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The records of a loop that are under way, wait for their turn, or have ended since the last commit. Belongs to the loop's thread;
 * only the ends of records come from others. A record that takes long holds up none behind it: see {@link Line#position}.
 */
final class Window {
    /** At hand for each that may be under way, so that the next begins at once. */
    private static final int AT_HAND = 4;
    /** Passed over in one partition: the broker takes 4096 bytes of metadata with an offset (offset.metadata.max.bytes). */
    private static final int MOST_PASSED = 400;

    private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / BatchCollector.HEAP_SHARE;
    private static final Logger LOG = Logger.getLogger(Window.class);

    private final WindowHandler handler;
    private final BatchWorker worker;
    private final Quarantine quarantine;
    private final Function<ConsumerRecord<byte[], byte[]>, BatchTrace> traces;
    private final Map<TopicPartition, Line> lines = new LinkedHashMap<>();
    private final PriorityQueue<Entry> waiting = new PriorityQueue<>(Comparator.comparingLong(entry -> entry.number));
    private final BlockingQueue<Entry> ended = new LinkedBlockingQueue<>();
    /** Begun by an earlier pair of clients, and read again: what is under way is not begun a second time. */
    private final Map<Place, Entry> setAside = new HashMap<>();

    private long numbers;
    private long bytes;
    private int size;
    private int underWay;
    private long restsUntil = System.nanoTime();

    /** A record's place, and its time: a topic that was deleted and made again has others. */
    private record Place(TopicPartition partition, long offset, long timestamp) {
        static Place of(ConsumerRecord<byte[], byte[]> record) {
            return new Place(Outbox.partition(record), record.offset(), record.timestamp());
        }
    }

    private static final class Entry {
        private final ConsumerRecord<byte[], byte[]> record;
        private final BatchTrace trace;
        private final long number;
        private long begunAt;
        /** Null if it is not begun. */
        private @Nullable CompletableFuture<Consumer<Outbox>> work;
        /** Null until it has ended. */
        private @Nullable Outbox results;
        /** It failed beside others: perhaps it does not alone. */
        private boolean failed;
        /** Its partition is someone else's, or it was set aside. */
        private boolean dropped;

        Entry(ConsumerRecord<byte[], byte[]> record, BatchTrace trace, long number) {
            this.record = record;
            this.trace = trace;
            this.number = number;
        }

        boolean isUnderWay() {
            return work != null && results == null;
        }
    }

    /** What is ours of a partition, in order. */
    private static final class Line {
        private final Deque<Entry> entries = new ArrayDeque<>();
        /** Left open by those who had the partition before, and not read yet. */
        private final NavigableSet<Long> open = new TreeSet<>();
        /** Of what lies before it, all has ended and is committed but the entries and what is open. */
        private long end;
        /** What is read next is no lower, unless the topic was deleted and made again. */
        private long next;

        /** @param committed by those who had the partition before; see {@link #position} */
        Line(OffsetAndMetadata committed) {
            long first = committed.offset();
            next = first;
            end = first;
            if (!committed.metadata().isEmpty()) {
                long[] numbers = Stream.of(committed.metadata().split(" "))
                        .mapToLong(Long::parseLong)
                        .toArray();
                end = first + numbers[0];
                open.add(first);
                LongStream.of(numbers).skip(1).forEach(passed -> open.add(first + passed));
            }
        }

        /** Whether the record is to be worked on: it may have ended while one before it had not. */
        boolean takes(long offset) {
            next = offset + 1;
            boolean left = open.remove(offset);
            open.headSet(offset).clear();
            return left || offset >= end;
        }

        /** How many are passed over if the record that follows these is committed, at most. */
        boolean mayPass(int notEnded) {
            return open.size() + notEnded <= MOST_PASSED;
        }

        /**
         * Where the group stands once these have ended, too: at the first record that has not. If some behind it have, the metadata
         * says up to where, and which of those before that have not, each as its distance from the first.
         */
        OffsetAndMetadata position(Set<Entry> ended) {
            long last = ended.stream()
                    .mapToLong(entry -> entry.record.offset() + 1)
                    .max()
                    .orElse(end);
            long until = Math.max(end, last);
            List<Long> passed = Stream.concat(
                            entries.stream()
                                    .filter(entry -> !ended.contains(entry))
                                    .map(entry -> entry.record.offset()),
                            open.stream())
                    .filter(offset -> offset < until)
                    .sorted()
                    .toList();
            if (passed.isEmpty()) {
                return new OffsetAndMetadata(until);
            }
            long first = passed.get(0);
            String distances = Stream.concat(Stream.of(until), passed.stream().skip(1))
                    .map(offset -> String.valueOf(offset - first))
                    .collect(Collectors.joining(" "));
            return new OffsetAndMetadata(first, distances);
        }
    }

    /** Records that have ended, and where their partitions stand with that. */
    record Done(
            List<ConsumerRecord<byte[], byte[]>> records,
            Outbox outbox,
            List<BatchTrace> traces,
            long since,
            Map<TopicPartition, Set<Entry>> ended,
            Map<TopicPartition, OffsetAndMetadata> positions) {}

    Window(
            WindowHandler handler,
            BatchWorker worker,
            Quarantine quarantine,
            Function<ConsumerRecord<byte[], byte[]>, BatchTrace> traces) {
        this.handler = handler;
        this.worker = worker;
        this.quarantine = quarantine;
        this.traces = traces;
    }

    /** As many as are ever at hand. */
    int capacity() {
        return AT_HAND * handler.mostUnderWay();
    }

    /** How many more records are wanted. */
    int free() {
        return bytes < MOST_BYTES ? Math.max(0, capacity() - size) : 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isUnderWay() {
        return underWay > 0;
    }

    boolean isUnderWay(Collection<TopicPartition> some) {
        return lines.entrySet().stream()
                .filter(line -> some.contains(line.getKey()))
                .flatMap(line -> line.getValue().entries.stream())
                .anyMatch(Entry::isUnderWay);
    }

    /** When the oldest began that is under way, of {@link System#nanoTime}. */
    OptionalLong oldest() {
        return entries().stream()
                .filter(Entry::isUnderWay)
                .mapToLong(entry -> entry.begunAt)
                .reduce((a, b) -> a - b < 0 ? a : b);
    }

    List<ConsumerRecord<byte[], byte[]>> records() {
        return entries().stream().map(entry -> entry.record).toList();
    }

    private List<Entry> entries() {
        return lines.values().stream().flatMap(line -> line.entries.stream()).toList();
    }

    /** Partitions are ours from now on, which others may have left with records that had not ended. */
    void take(Map<TopicPartition, OffsetAndMetadata> committed) {
        committed.forEach((partition, position) -> lines.put(partition, new Line(position)));
    }

    /** Whether nothing before an offset is left, so that it may be committed as it is. */
    boolean isPast(TopicPartition partition, long offset) {
        return !lines.containsKey(partition) || lines.get(partition).end <= offset;
    }

    void add(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Line line = lines.get(Outbox.partition(record));
            if (line == null || record.offset() < line.next) {
                line = new Line(new OffsetAndMetadata(record.offset()));
                drop(lines.put(Outbox.partition(record), line));
            }
            if (!line.takes(record.offset())) {
                continue;
            }
            Entry entry = new Entry(record, traces.apply(record), numbers++);
            line.entries.add(entry);
            size++;
            bytes += BatchCollector.bytes(record);
            Entry before = setAside.remove(Place.of(record));
            if (before == null) {
                waiting.add(entry);
            } else {
                entry.begunAt = before.begunAt;
                follow(entry, before.work);
            }
        }
    }

    /** Begins what there is room for. */
    void begin() {
        while (!waiting.isEmpty() && System.nanoTime() - restsUntil >= 0) {
            Entry next = waiting.peek();
            // The process ended twice with it, which may still have been the others' fault; the third time it is alone.
            boolean alone = next.failed || quarantine.attempts(next.record) >= Quarantine.MOST_ATTEMPTS - 1;
            if (alone ? underWay > 0 : !handler.hasRoom()) {
                break;
            }
            waiting.poll();
            if (alone) {
                workAlone(next);
            } else {
                begin(next);
            }
        }
    }

    private void begin(Entry entry) {
        entry.begunAt = System.nanoTime();
        // Before it begins: it may end the process at once.
        quarantine.take(entries().stream()
                .filter(one -> one == entry || one.isUnderWay())
                .map(one -> one.record)
                .toList());
        CompletableFuture<Consumer<Outbox>> work;
        try {
            work = handler.begin(entry.record, entry.trace);
        } catch (RuntimeException | Error e) {
            work = CompletableFuture.failedFuture(e);
        }
        follow(entry, work);
    }

    private void follow(Entry entry, CompletableFuture<Consumer<Outbox>> work) {
        entry.work = work;
        underWay++;
        work.whenComplete((results, failure) -> ended.add(entry));
    }

    private void workAlone(Entry entry) {
        entry.begunAt = System.nanoTime();
        try {
            entry.results = worker.workAlone(entry.record, entry.trace);
        } catch (UnavailableException e) {
            giveBack(entry, e);
        }
    }

    /**
     * Waits until a record ends, but for no longer than so.
     *
     * @throws KafkaException if Kafka or the image store failed meanwhile
     */
    void await(Duration longest) {
        try {
            for (Entry next = ended.poll(longest.toNanos(), TimeUnit.NANOSECONDS); next != null; next = ended.poll()) {
                underWay--;
                if (!next.dropped) {
                    end(next);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while records are under way");
        }
        if (underWay == 0) {
            quarantine.release();
        }
    }

    private void end(Entry entry) {
        try {
            Outbox results = worker.outbox(entry.trace);
            entry.work.join().accept(results);
            entry.results = results;
        } catch (CompletionException e) {
            fail(entry, e.getCause());
        } catch (RuntimeException | Error e) {
            fail(entry, e);
        }
    }

    private void fail(Entry entry, Throwable cause) {
        entry.work = null;
        if (cause instanceof UnavailableException unavailable) {
            giveBack(entry, unavailable);
            return;
        }
        waiting.add(entry);
        if (cause instanceof KafkaException || cause instanceof CancellationException) {
            throw (RuntimeException) cause;
        }
        if (cause instanceof StoreException) {
            throw new KafkaException(cause.getMessage(), cause);
        }
        if (!RecordFailure.isOfRecord(cause)) {
            throw (Error) cause;
        }
        LOG.debugf(cause, "%s failed beside others, trying it alone", DeadLetters.position(entry.record));
        entry.failed = true;
    }

    private void giveBack(Entry entry, UnavailableException cause) {
        LOG.debugf("%s: %s; again after %s", DeadLetters.position(entry.record), cause.getMessage(), cause.pause());
        waiting.add(entry);
        long until = System.nanoTime() + cause.pause().toNanos();
        restsUntil = until - restsUntil > 0 ? until : restsUntil;
    }

    /** What can be committed: as much as fits into one transaction. */
    Done done() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<BatchTrace> ending = new ArrayList<>();
        Map<TopicPartition, Set<Entry>> ended = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        Outbox all = worker.outbox(BatchTrace.NONE);
        long since = System.nanoTime();
        for (Map.Entry<TopicPartition, Line> line : lines.entrySet()) {
            Set<Entry> its = new HashSet<>();
            int notEnded = 0;
            for (Entry entry : line.getValue().entries) {
                if (all.bytes() > Topic.MAX_RECORD_BYTES || !line.getValue().mayPass(notEnded)) {
                    break;
                }
                if (entry.results == null) {
                    notEnded++;
                    continue;
                }
                its.add(entry);
                records.add(entry.record);
                ending.add(entry.trace);
                all.addAll(entry.results);
                since = entry.begunAt - since < 0 ? entry.begunAt : since;
            }
            if (!its.isEmpty()) {
                ended.put(line.getKey(), its);
                positions.put(line.getKey(), line.getValue().position(its));
            }
        }
        return new Done(records, all, ending, since, ended, positions);
    }

    /** These have been committed. */
    void committed(Done done) {
        done.ended().forEach((partition, entries) -> {
            Line line = lines.get(partition);
            entries.forEach(entry -> {
                line.end = Math.max(line.end, entry.record.offset() + 1);
                forget(entry);
            });
            line.entries.removeAll(entries);
        });
        done.positions()
                .forEach((partition, position) -> setAside.keySet()
                        .removeIf(place -> place.partition().equals(partition) && place.offset() < position.offset()));
    }

    /** The partitions are no longer ours. */
    void drop(Collection<TopicPartition> leaving) {
        for (TopicPartition partition : leaving) {
            drop(lines.remove(partition));
            setAside.keySet().removeIf(place -> place.partition().equals(partition));
        }
    }

    private void drop(@Nullable Line line) {
        if (line != null) {
            line.entries.forEach(this::drop);
            waiting.removeIf(entry -> entry.dropped);
        }
    }

    /** Everything will be read again. What was begun continues, and is taken up when its record is there again. */
    void setAside() {
        List<Entry> begun =
                entries().stream().filter(entry -> entry.work != null).toList();
        drop(List.copyOf(lines.keySet()));
        begun.forEach(entry -> setAside.put(Place.of(entry.record), entry));
    }

    private void drop(Entry entry) {
        entry.dropped = true;
        entry.trace.fail(new CancellationException("its partition is read again"));
        forget(entry);
    }

    private void forget(Entry entry) {
        size--;
        bytes -= BatchCollector.bytes(entry.record);
    }
}
