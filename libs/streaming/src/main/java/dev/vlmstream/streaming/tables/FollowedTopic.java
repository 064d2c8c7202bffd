package dev.vlmstream.streaming.tables;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.UnreadableRecord;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.loop.RecordFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All of a topic from its beginning, read by a thread of its own: each record is given to a reader once, each partition's in
 * order. Who needs what was written by now can wait for it.
 */
public final class FollowedTopic implements AutoCloseable {
    /** How long reading everything written so far may take, unless said otherwise. */
    public static final Duration CATCH_UP = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(FollowedTopic.class);

    private final KafkaSettings settings;
    private final Topic topic;
    private final java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final ConcurrentLinkedQueue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();
    private final Duration patience;
    private volatile boolean running = true;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    /** Whether the consumer has begun to fetch: what it asks afterwards is answered behind its fetch, up to two seconds later. */
    private boolean fetching;
    /** Asked where the topic ends, then. */
    private @Nullable Admin admin;

    /**
     * Begins to follow the topic.
     *
     * @param reader called by one thread; what it throws is logged, and costs its record
     * @param patience how long reading everything written so far may take
     */
    public FollowedTopic(
            KafkaSettings settings,
            Topic topic,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader,
            Duration patience) {
        this.settings = settings;
        this.topic = topic;
        this.reader = reader;
        this.patience = patience;
        Thread thread = new Thread(this::follow, topic.topicName() + "-follower");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits until everything written before this call has been read.
     *
     * @throws KafkaException if that cannot be done in good time
     */
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
        } catch (TimeoutException e) {
            throw new KafkaException(
                    "cannot read " + settings.name(topic) + " to its end within " + patience.toSeconds() + " s", e);
        } catch (ExecutionException e) {
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
            try {
                followWith(settings.follower());
            } catch (WakeupException e) {
                // A wake-up outside of a poll: begin again where reading has got to.
            } catch (RuntimeException | Error e) {
                // Whatever it was: without this thread nothing would ever be read again.
                LOG.warnf("reading %s: %s; trying again", settings.name(topic), e.toString());
                sleep();
            }
        }
    }

    private void followWith(Consumer<byte[], byte[]> opened) {
        try {
            consumer = opened;
            fetching = false;
            assign(opened);
            while (running) {
                step(opened);
            }
        } finally {
            opened.close(CloseOptions.timeout(Duration.ZERO));
            closeAdmin();
        }
    }

    private void closeAdmin() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
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
            added.forEach(partition -> seek(opened, partition));
        }
    }

    /** A consumer after the first continues where its predecessor has got to. */
    private void seek(Consumer<byte[], byte[]> opened, TopicPartition partition) {
        Long position = positions.get(partition);
        if (position == null) {
            opened.seekToBeginning(Set.of(partition));
        } else {
            opened.seek(partition, position);
        }
    }

    private void step(Consumer<byte[], byte[]> opened) {
        if (waiting.isEmpty()) {
            poll(opened, Duration.ofSeconds(1));
        }
        // All who have begun to wait by now wait for the same.
        List<CompletableFuture<Void>> together = new ArrayList<>();
        for (CompletableFuture<Void> next = waiting.poll(); next != null; next = waiting.poll()) {
            together.add(next);
        }
        if (!together.isEmpty()) {
            try {
                readToEnd(opened);
                together.forEach(next -> next.complete(null));
            } catch (RuntimeException | Error e) {
                together.forEach(next -> next.completeExceptionally(e));
                throw e;
            }
        }
    }

    private void readToEnd(Consumer<byte[], byte[]> opened) {
        retryingWakeups(() -> {
            assign(opened);
            return null;
        });
        Map<TopicPartition, Long> ends = ends(opened);
        while (running && ends.entrySet().stream().anyMatch(end -> behind(opened, end))) {
            poll(opened, Duration.ofMillis(100));
        }
    }

    private Map<TopicPartition, Long> ends(Consumer<byte[], byte[]> opened) {
        Set<TopicPartition> partitions = opened.assignment();
        if (!fetching) {
            return retryingWakeups(() -> opened.endOffsets(partitions));
        }
        if (admin == null) {
            admin = settings.admin();
        }
        try {
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(
                            partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            return ends;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking where " + settings.name(topic) + " ends", e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause().getMessage(), e.getCause());
        }
    }

    private static boolean behind(Consumer<byte[], byte[]> opened, Map.Entry<TopicPartition, Long> end) {
        return retryingWakeups(() -> opened.position(end.getKey())) < end.getValue();
    }

    /** Wake-ups are meant for the idle poll; elsewhere they only say what is known already. */
    private static <R> R retryingWakeups(Supplier<R> call) {
        while (true) {
            try {
                return call.get();
            } catch (WakeupException e) {
                // Again.
            }
        }
    }

    private void poll(Consumer<byte[], byte[]> opened, Duration timeout) {
        fetching = true;
        try {
            opened.poll(timeout).forEach(this::read);
        } catch (WakeupException e) {
            // Someone waits for what was written, or this is being closed.
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        try {
            reader.accept(record);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.warnf("skipped: %s", UnreadableRecord.of(record, RecordFailure.reason(e)));
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
