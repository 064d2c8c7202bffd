package dev.vlmstream.scoring.readmodel;

import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads all partitions of the topics that the {@link ReadModel} is made from, from their beginning and then on, without a
 * group: each replica shows everything, whichever partitions it scores.
 */
public final class TopicFollower implements Runnable {
    private static final Logger LOG = Logger.getLogger(TopicFollower.class);
    private static final Duration IDLE_POLL = Duration.ofSeconds(1);
    private static final Duration HASTY_POLL = Duration.ofMillis(50);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Set<Topic> TOPICS = topics();

    private final Function<Duration, Consumer<byte[], byte[]>> consumers;
    private final Map<String, Topic> topics = new HashMap<>();
    private final ReadModel readModel;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile boolean running = true;
    private volatile boolean caughtUp;
    private volatile @Nullable Throwable failure;
    private volatile long lastTurn = System.nanoTime();

    /**
     * @param consumers makes read-committed consumers of bytes, whose requests wait so long for something to read
     * @param names of the topics in this installation
     */
    public TopicFollower(
            Function<Duration, Consumer<byte[], byte[]>> consumers,
            Function<Topic, String> names,
            ReadModel readModel) {
        this.consumers = consumers;
        this.readModel = readModel;
        TOPICS.forEach(topic -> topics.put(names.apply(topic), topic));
    }

    private static Set<Topic> topics() {
        Set<Topic> all = EnumSet.of(
                Topic.RUNS,
                Topic.WAITING,
                Topic.ABSENCES,
                Topic.MODELS,
                Topic.METRICS,
                Topic.SCORES,
                Topic.VERDICTS,
                Topic.DEAD_LETTERS);
        all.addAll(DatasetGenerations.TOPICS);
        return all;
    }

    @Override
    public void run() {
        try {
            readOn();
        } catch (RuntimeException | Error e) {
            // What is shown may lack a part of a record now. Only a new start reads everything again.
            failure = e;
            LOG.errorf(e, "reading results has ended; liveness fails, so that this process is started again");
        }
    }

    private void readOn() {
        while (running) {
            try {
                // Partitions that are turned to wait as long as the requests for others.
                readToEnd(consumers.apply(Cluster.BRIEF_FETCH));
                follow(consumers.apply(KafkaSettings.IDLE_FETCH));
            } catch (WakeupException e) {
                LOG.debug("woken up to end");
            } catch (KafkaException e) {
                LOG.warnf("reading results: %s; trying again", e.toString());
                pause();
            }
        }
    }

    /** Ends the thread that runs this. */
    public void stop() {
        running = false;
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    /** Why it ended; null while it has not. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Whether everything was read that was there at the start. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Time since the thread last came round; it does so at least once a second when all is well. */
    public Duration sinceLastTurn() {
        return Duration.ofNanos(System.nanoTime() - lastTurn);
    }

    private void readToEnd(Consumer<byte[], byte[]> hasty) {
        consumer = hasty;
        try (hasty) {
            List<TopicPartition> partitions = assign(hasty);
            Map<TopicPartition, Long> ends = hasty.endOffsets(partitions);
            readManifests(hasty, partitions, ends);
            while (running && !isAtEnd(hasty, partitions, ends)) {
                turn(hasty, HASTY_POLL);
            }
            partitions.forEach(at -> positions.put(at, hasty.position(at)));
        }
        if (running && !caughtUp) {
            readModel.live();
            caughtUp = true;
        }
    }

    private void follow(Consumer<byte[], byte[]> patient) {
        consumer = patient;
        try {
            assign(patient);
            while (running) {
                turn(patient, IDLE_POLL);
            }
        } finally {
            // Else it waits for its request, which waits for something to read.
            patient.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private List<TopicPartition> assign(Consumer<byte[], byte[]> opened) {
        List<TopicPartition> partitions = topics.keySet().stream()
                .flatMap(topic -> opened.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        opened.assign(partitions);
        for (TopicPartition partition : partitions) {
            Long position = positions.get(partition);
            if (position == null) {
                opened.seekToBeginning(List.of(partition));
            } else {
                opened.seek(partition, position);
            }
        }
        return partitions;
    }

    /** Manifests come first: only with a run's classes is it known which class an answer named. */
    private void readManifests(
            Consumer<byte[], byte[]> opened, List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        Map<Boolean, List<TopicPartition>> manifests =
                partitions.stream().collect(Collectors.partitioningBy(at -> topics.get(at.topic()) == Topic.RUNS));
        opened.pause(manifests.get(false));
        while (running && !isAtEnd(opened, manifests.get(true), ends)) {
            turn(opened, HASTY_POLL);
        }
        opened.resume(manifests.get(false));
    }

    private static boolean isAtEnd(
            Consumer<byte[], byte[]> opened, Collection<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        return partitions.stream().allMatch(at -> opened.position(at) >= ends.get(at));
    }

    private void turn(Consumer<byte[], byte[]> opened, Duration patience) {
        lastTurn = System.nanoTime();
        for (ConsumerRecord<byte[], byte[]> record : opened.poll(patience)) {
            readModel.accept(topics.get(record.topic()), record);
            positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_AFTER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
