package dev.vlmstream.streaming.tables;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.loop.RecordFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A compacted topic as a table in memory: the newest event of every key, followed by a thread of its own. A reader that
 * misses a key can wait until everything written so far has been read.
 *
 * @param <T> the event
 */
public final class TopicTable<T extends SpecificRecord> implements Table<T>, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TopicTable.class);
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private final KafkaSettings settings;
    private final Topic topic;
    private final Wire<T> wire;
    private final Function<T, String> key;
    private final Map<String, T> rows = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
    private final Duration patience;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /** Begins to follow the topic. */
    public TopicTable(KafkaSettings settings, Topic topic, Class<T> type, Function<T, String> key) {
        this(settings, topic, type, key, CATCH_UP);
    }

    /** @param patience how long reading everything written so far may take */
    TopicTable(KafkaSettings settings, Topic topic, Class<T> type, Function<T, String> key, Duration patience) {
        this.settings = settings;
        this.topic = topic;
        this.wire = Wire.of(type);
        this.key = key;
        this.patience = patience;
        this.thread = new Thread(this::follow, topic.topicName() + "-table");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Optional<T> find(String rowKey) {
        T row = rows.get(rowKey);
        if (row == null) {
            catchUp();
            row = rows.get(rowKey);
        }
        return Optional.ofNullable(row);
    }

    @Override
    public List<T> rows() {
        return List.copyOf(rows.values());
    }

    @Override
    public void catchUp() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(done);
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while reading " + settings.name(topic), e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("cannot read " + settings.name(topic) + " to its end: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        running = false;
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    private void follow() {
        while (running) {
            try (Consumer<byte[], byte[]> opened = settings.reader()) {
                consumer = opened;
                assign(opened);
                while (running) {
                    step(opened);
                }
            } catch (WakeupException e) {
                // A wake-up outside of a poll: begin again; rows read twice are the same rows.
            } catch (RuntimeException | Error e) {
                // Whatever it was: without this thread nothing would ever be found again.
                LOG.warnf("reading %s: %s; trying again", settings.name(topic), e.toString());
                sleep();
            }
        }
    }

    /**
     * Takes up the partitions that are not read yet.
     *
     * @throws KafkaException if there are none: a topic just created is not known to every broker at once, and of one
     *     that is not there nothing could count as read to its end
     */
    private void assign(Consumer<byte[], byte[]> opened) {
        Set<TopicPartition> partitions = opened.partitionsFor(settings.name(topic)).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
        Set<TopicPartition> added = new HashSet<>(partitions);
        added.removeAll(opened.assignment());
        if (partitions.isEmpty()) {
            throw new KafkaException("the broker does not know the topic");
        }
        if (!added.isEmpty()) {
            opened.assign(partitions);
            opened.seekToBeginning(added);
        }
    }

    private void step(Consumer<byte[], byte[]> opened) {
        if (waiting.isEmpty()) {
            poll(opened, Duration.ofSeconds(1));
        }
        CompletableFuture<Void> next = waiting.poll();
        if (next != null) {
            try {
                readToEnd(opened);
                next.complete(null);
            } catch (RuntimeException | Error e) {
                next.completeExceptionally(e);
                throw e;
            }
        }
    }

    private void readToEnd(Consumer<byte[], byte[]> opened) {
        retryingWakeups(() -> {
            assign(opened);
            return null;
        });
        Map<TopicPartition, Long> ends = retryingWakeups(() -> opened.endOffsets(opened.assignment()));
        while (running && ends.entrySet().stream().anyMatch(end -> behind(opened, end))) {
            poll(opened, Duration.ofMillis(100));
        }
    }

    private static boolean behind(Consumer<byte[], byte[]> opened, Map.Entry<TopicPartition, Long> end) {
        return retryingWakeups(() -> opened.position(end.getKey())) < end.getValue();
    }

    /** Wake-ups are meant for the idle poll; elsewhere they only say what is known already. */
    private static <R> R retryingWakeups(java.util.function.Supplier<R> call) {
        while (true) {
            try {
                return call.get();
            } catch (WakeupException e) {
                // Again.
            }
        }
    }

    private void poll(Consumer<byte[], byte[]> opened, Duration timeout) {
        try {
            opened.poll(timeout).forEach(this::put);
        } catch (WakeupException e) {
            // Someone waits for a row, or the table is being closed.
        }
    }

    private void put(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            if (record.key() != null) {
                rows.remove(new String(record.key(), StandardCharsets.UTF_8));
            }
            return;
        }
        try {
            T row = wire.decode(record.value());
            requireOwnKey(record, key.apply(row));
            rows.put(key.apply(row), row);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.warnf(
                    "%s-%d@%d skipped: %s",
                    record.topic(), record.partition(), record.offset(), RecordFailure.reason(e));
        }
    }

    /** A row under the key of another would outlive it, and take its place. */
    private static void requireOwnKey(ConsumerRecord<byte[], byte[]> record, String own) {
        if (record.key() == null || !own.equals(new String(record.key(), StandardCharsets.UTF_8))) {
            throw new WireException("a row of \"" + own + "\" under another key", null);
        }
    }

    private void sleep() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
