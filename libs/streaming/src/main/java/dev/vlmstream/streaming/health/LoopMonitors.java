package dev.vlmstream.streaming.health;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** The monitors of this process' loops, and the threads that look at them. */
@ApplicationScoped
public class LoopMonitors {
    private final List<LoopMonitor> monitors = new CopyOnWriteArrayList<>();
    private final PhaseWatch phases = new PhaseWatch();
    private final LagWatch lag;
    private final List<Thread> watching = new ArrayList<>();

    public LoopMonitors(KafkaSettings settings) {
        this.lag = new LagWatch(settings);
    }

    /** @param thread that the loop runs on */
    public synchronized void add(LoopMonitor monitor, Thread thread) {
        monitors.add(monitor);
        phases.add(monitor, thread);
        lag.add(monitor);
        if (watching.isEmpty()) {
            watch(phases, "loop-watch");
            watch(lag, "loop-lag");
        }
    }

    private void watch(Runnable what, String name) {
        Thread thread = new Thread(what, name);
        thread.setDaemon(true);
        thread.start();
        watching.add(thread);
    }

    /** All of them, in the order in which their loops were started. */
    public List<LoopMonitor> all() {
        return List.copyOf(monitors);
    }

    /** Looks at none of them any more. */
    public synchronized void stop() {
        watching.forEach(Thread::interrupt);
    }

    /** Says in the log when a loop is in one phase for longer than it should be: Kafka's clients wait in silence. */
    private static final class PhaseWatch implements Runnable {
        private static final Logger LOG = Logger.getLogger(PhaseWatch.class);
        private static final Duration INTERVAL = Duration.ofSeconds(2);
        private static final int FRAMES = 12;

        private final List<Watched> loops = new CopyOnWriteArrayList<>();

        /** A loop, and when it will next be spoken of. */
        private static final class Watched {
            private final LoopMonitor monitor;
            private final Thread thread;
            private LoopMonitor.Moment moment;
            private Duration next;

            private Watched(LoopMonitor monitor, Thread thread) {
                this.monitor = monitor;
                this.thread = thread;
            }
        }

        void add(LoopMonitor monitor, Thread thread) {
            loops.add(new Watched(monitor, thread));
        }

        @Override
        public void run() {
            try {
                while (true) {
                    Thread.sleep(INTERVAL.toMillis());
                    loops.forEach(PhaseWatch::look);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void look(Watched loop) {
            LoopMonitor.Moment moment = loop.monitor.moment();
            if (moment != loop.moment) {
                loop.moment = moment;
                loop.next = moment.phase().patience();
            }
            if (moment.age().compareTo(loop.next) > 0) {
                loop.next = moment.age().multipliedBy(2);
                LOG.warnf("%s: %s; at %s", loop.monitor.name(), loop.monitor.describe(), where(loop.thread));
            }
        }

        private static String where(Thread thread) {
            return Arrays.stream(thread.getStackTrace())
                    .limit(FRAMES)
                    .map(frame -> frame.getClassName().replaceAll(".*\\.", "") + "." + frame.getMethodName() + ":"
                            + frame.getLineNumber())
                    .collect(Collectors.joining(" < "));
        }
    }

    /**
     * Asks the cluster now and then how far each loop's group is behind, in the partitions of this replica. A consumer itself
     * knows a partition's end only as of its last fetch, and one that works on a batch fetches nothing.
     */
    private static final class LagWatch implements Runnable {
        private static final Logger LOG = Logger.getLogger(LagWatch.class);
        private static final Duration INTERVAL = Duration.ofSeconds(3);
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        private final KafkaSettings settings;
        private final List<LoopMonitor> monitors = new CopyOnWriteArrayList<>();

        LagWatch(KafkaSettings settings) {
            this.settings = settings;
        }

        void add(LoopMonitor monitor) {
            monitors.add(monitor);
        }

        @Override
        public void run() {
            try (Admin admin = settings.admin()) {
                while (true) {
                    Thread.sleep(INTERVAL.toMillis());
                    look(admin);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Asks once for all loops. While the cluster does not answer, the last lags stand, and health says how long. */
        private void look(Admin admin) throws InterruptedException {
            Map<LoopMonitor, Set<TopicPartition>> partitions = new HashMap<>();
            monitors.forEach(monitor -> partitions.put(monitor, monitor.meters().partitions()));
            ListConsumerGroupOffsetsResult groups = admin.listConsumerGroupOffsets(partitions.keySet().stream()
                    .collect(Collectors.toMap(LoopMonitor::name, monitor -> new ListConsumerGroupOffsetsSpec())));
            // Several loops may read one topic.
            ListOffsetsResult ends = offsets(
                    admin,
                    partitions.values().stream().flatMap(Set::stream).collect(Collectors.toSet()),
                    OffsetSpec.latest());
            for (Map.Entry<LoopMonitor, Set<TopicPartition>> loop : partitions.entrySet()) {
                LoopMonitor monitor = loop.getKey();
                try {
                    long lag = lag(admin, loop.getValue(), groups.partitionsToOffsetAndMetadata(monitor.name()), ends);
                    // What waits for a manifest is no work that is left: more replicas would not make it less.
                    monitor.lag(monitor.topic().equals(settings.name(Topic.WAITING)) ? 0 : lag);
                } catch (ExecutionException | TimeoutException | KafkaException e) {
                    LOG.debugf(e, "lag of %s", monitor.name());
                }
            }
        }

        /** Where a partition begins is asked only if nothing is committed of it. */
        private static long lag(
                Admin admin,
                Set<TopicPartition> partitions,
                KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> group,
                ListOffsetsResult ends)
                throws InterruptedException, ExecutionException, TimeoutException {
            Map<TopicPartition, OffsetAndMetadata> committed = answer(group);
            ListOffsetsResult begins = offsets(
                    admin,
                    partitions.stream()
                            .filter(partition -> committed.get(partition) == null)
                            .collect(Collectors.toSet()),
                    OffsetSpec.earliest());
            long lag = 0;
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata done = committed.get(partition);
                long from =
                        done == null ? answer(begins.partitionResult(partition)).offset() : done.offset();
                lag += Math.max(0, answer(ends.partitionResult(partition)).offset() - from);
            }
            return lag;
        }

        private static ListOffsetsResult offsets(Admin admin, Set<TopicPartition> partitions, OffsetSpec which) {
            return admin.listOffsets(
                    partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which)),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED));
        }

        private static <T> T answer(KafkaFuture<T> future)
                throws InterruptedException, ExecutionException, TimeoutException {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
