package dev.vlmstream.streaming.loop;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.health.LoopMonitor;
import dev.vlmstream.streaming.kafka.BatchTrace;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.kafka.Tracing;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches of a topic, lets a handler work on each, and then sends results, dead letters and offsets in one
 * transaction. The work is done before the transaction begins, so transactions are short, however slow the model.
 *
 * <p>Whatever goes wrong with Kafka, the loop gives the transaction up and begins again from the committed offsets; a
 * batch whose partitions meanwhile belong to someone else is refused by the broker, because the offsets carry the
 * group's generation. That a failed commit sets the positions back is what Reactive Messaging does not do, and why this
 * stands on Kafka's client (docs/architecture.md).
 */
final class ExactlyOnceLoop implements Runnable {
    private static final Logger LOG = Logger.getLogger(ExactlyOnceLoop.class);
    private static final Duration IDLE_POLL = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER = Duration.ofMillis(500);
    /** A consumer that reads nothing for so long although records wait is replaced. */
    private static final Duration STALL = Duration.ofSeconds(30);
    /** A loop that fails so often in a row, for reasons that are not Kafka's, ends: liveness then says so. */
    private static final int MOST_FAILURES = 5;
    /** A join takes as long as the slowest member's batch; but for a join request the client waits ten minutes. */
    private static final Duration JOIN = Duration.ofSeconds(60);
    /** Results of records that are under way side by side are committed together that ended in such a time. */
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);
    /** How long it is waited for one of them to end before the group is heard again. */
    private static final Duration PULSE = Duration.ofMillis(100);

    private final LoopSpec spec;
    private final KafkaSettings settings;
    private final LoopMonitor monitor;
    private final Tracing tracing;
    private final Quarantine quarantine;
    private final BatchWorker worker;
    private final BatchSize size;
    private final @Nullable Window window;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private volatile boolean running = true;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private @Nullable Producer<byte[], byte[]> producer;
    private BatchCollector collector;
    /** How many records those came from that are being sent; 0 if none are. */
    private int sending;

    private long committedAt = System.nanoTime();
    private int failures;

    ExactlyOnceLoop(
            LoopSpec spec,
            BatchHandler handler,
            KafkaSettings settings,
            LoopMonitor monitor,
            Tracing tracing,
            Quarantine quarantine) {
        this.spec = spec;
        this.settings = settings;
        this.monitor = monitor;
        this.tracing = tracing;
        this.quarantine = quarantine;
        this.worker = new BatchWorker(spec.name(), handler, settings, monitor.meters(), quarantine);
        this.size = new BatchSize(spec.batchSize(), spec.mostRecords());
        this.window = handler instanceof WindowHandler side ? new Window(side, worker, quarantine, this::trace) : null;
    }

    @Override
    public void run() {
        try {
            while (running) {
                runUntilBroken();
            }
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "%s stopped", spec.name());
            monitor.failed(e);
        } finally {
            close();
            monitor.enter(LoopMonitor.Phase.ENDED);
        }
    }

    private BatchTrace trace(ConsumerRecord<byte[], byte[]> record) {
        return tracing.batch(spec.topic() == Topic.ITEMS, spec.name(), List.of(record));
    }

    /** Finishes what is in progress, then ends. */
    void stop() {
        running = false;
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    /** The process is to end with a batch in progress, and that batch is not why. */
    void abandon() {
        quarantine.release();
    }

    private void runUntilBroken() {
        try {
            open();
            readOn();
            if (window != null) {
                finish();
            }
        } catch (KafkaException e) {
            beginAgain(e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            if (++failures >= MOST_FAILURES) {
                throw e;
            }
            LOG.errorf(e, "%s failed", spec.name());
            beginAgain(e);
        }
    }

    private void readOn() {
        try {
            while (running) {
                if (window == null) {
                    step();
                } else {
                    stepSideBySide();
                }
            }
        } catch (WakeupException e) {
            if (running) {
                throw e;
            }
        }
    }

    private void beginAgain(Throwable cause) {
        LOG.warnf("%s: %s; beginning again from the committed offsets", spec.name(), cause.toString());
        monitor.meters().restarted();
        if (!monitor.isLongerIn(LoopMonitor.Phase.COMMITTING, KafkaSettings.TRANSACTION_TIMEOUT)) {
            // A transaction that takes longer is ended by the broker, and not by another process.
            monitor.fencing().saw(settings.member(spec.name()), cause);
        }
        monitor.beginsAgain(cause);
        close();
        if (sending > 0) {
            // As large as it was, its results may have taken longer to send than a transaction may.
            size.shrink(sending);
            sending = 0;
        }
        settings.learnLimits();
        pause();
    }

    private void open() {
        monitor.enter(LoopMonitor.Phase.OPENING);
        producer = settings.transactionalProducer(spec.name());
        producer.initTransactions();
        consumer = settings.groupConsumer(spec.name(), window == null ? spec.mostRecords() : window.capacity());
        collector = new BatchCollector(consumer, size::current, spec.linger(), monitor::assigned);
        consumer.subscribe(List.of(settings.name(spec.topic())), window == null ? collector : new HandingOver());
        committed.clear();
        monitor.meters().clients(consumer, producer);
        monitor.opened();
    }

    private void step() {
        monitor.polling();
        List<ConsumerRecord<byte[], byte[]>> batch = collector.collect(IDLE_POLL);
        monitor.meters().partitions(consumer.assignment());
        monitor.meters().inHand(batch);
        if (batch.isEmpty()) {
            requireProgress();
            commitPositions();
            return;
        }
        monitor.begin(batch.size());
        BatchTrace trace = tracing.batch(spec.topic() == Topic.ITEMS, spec.name(), batch);
        boolean suspected = quarantine.suspects(batch);
        if (suspected) {
            size.shrink(batch.size());
        }
        try {
            if (!suspected) {
                // A record that is only looked at may end the process, too, and the suspects would be blamed for it.
                worker.announce(collector.next());
            }
            Outbox outbox = worker.work(batch, trace);
            quarantine.release();
            commit(plain(offsets(batch, outbox)), outbox, batch.size());
            trace.end();
            int done = (int)
                    batch.stream().filter(record -> !outbox.isLeft(record)).count();
            // Each record is counted when it is done with, however often it is looked at.
            int again = outbox.putBack(settings.name(spec.topic()));
            monitor.meters()
                    .committed(Math.max(0, done - again), outbox.records().size() - again, outbox.deadLetters());
            collector.keep(batch, outbox.left());
            size.took(done, monitor.oldestBatch());
            failures = 0;
            if (done <= again) {
                collector.rest(RETRY_AFTER);
            }
        } catch (CommitFailedException e) {
            trace.fail(e);
            giveBack(e);
            collector.keep(batch, first(batch));
        } catch (RuntimeException | Error e) {
            quarantine.release();
            trace.fail(e);
            throw e;
        } finally {
            monitor.end();
            monitor.meters().inHand(List.of());
        }
    }

    /** As one of the records ends that are under way, the next begins; what has ended is committed now and then. */
    private void stepSideBySide() {
        monitor.polling();
        List<ConsumerRecord<byte[], byte[]>> records =
                collector.collect(window.free(), window.isEmpty() ? IDLE_POLL : Duration.ZERO);
        monitor.meters().partitions(consumer.assignment());
        if (!records.isEmpty()) {
            worker.announce(records);
            window.add(records);
        }
        monitor.meters().inHand(window.records());
        if (window.isEmpty()) {
            if (records.isEmpty()) {
                requireProgress();
            }
            commitPositions();
            return;
        }
        window.begin();
        awaitEnds();
        if (!window.isUnderWay() || System.nanoTime() - committedAt > COMMIT_INTERVAL.toNanos()) {
            commitEnded();
        }
    }

    private void awaitEnds() {
        monitor.underWay(window.oldest());
        window.await(PULSE);
        monitor.underWay(window.oldest());
    }

    private void commitEnded() {
        Window.Done done = window.done();
        if (done.records().isEmpty()) {
            return;
        }
        try {
            commit(done.positions(), done.outbox(), done.records().size());
        } catch (CommitFailedException e) {
            giveBack(e);
            return;
        } finally {
            committedAt = System.nanoTime();
        }
        window.committed(done);
        done.traces().forEach(BatchTrace::end);
        monitor.done(done.records().size(), done.since());
        monitor.meters()
                .committed(
                        done.records().size(),
                        done.outbox().records().size(),
                        done.outbox().deadLetters());
        failures = 0;
    }

    /** At the end, what is under way is waited for, and nothing else begins. */
    private void finish() {
        while (window.isUnderWay()) {
            awaitEnds();
            commitEnded();
        }
        commitEnded();
    }

    /**
     * Before partitions go to another member, what is under way of them may end here: there it would begin again. When a
     * consumer is closed here, its successor takes up what is under way.
     */
    private final class HandingOver implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (consumer != null) {
                handOver(partitions);
            }
            collector.onPartitionsRevoked(partitions);
        }

        private void handOver(Collection<TopicPartition> partitions) {
            long until = System.nanoTime() + BatchSize.TIME.toNanos();
            while (window.isUnderWay(partitions) && System.nanoTime() - until < 0) {
                awaitEnds();
            }
            commitEnded();
            window.drop(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            window.setAside();
            collector.onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> positions =
                    new HashMap<>(consumer.committed(new HashSet<>(partitions)));
            positions.values().removeIf(Objects::isNull);
            window.take(positions);
            collector.onPartitionsAssigned(partitions);
        }
    }

    /** Behind the last record lies the marker that ended its transaction: without this it would wait for ever. */
    private void commitPositions() {
        Map<TopicPartition, Long> moved = collector.settled();
        moved.entrySet()
                .removeIf(position -> position.getValue().equals(committed.get(position.getKey()))
                        || window != null && !window.isPast(position.getKey(), position.getValue()));
        if (moved.isEmpty()) {
            return;
        }
        try {
            commit(plain(moved), new Outbox(settings), 0);
        } catch (CommitFailedException e) {
            giveBack(e);
        }
    }

    /** The group has gone on to another generation while this member was joining it: the next poll brings what is ours. */
    private void giveBack(CommitFailedException cause) {
        LOG.infof("%s: its group was rebalancing, what was to be committed is done again: %s", spec.name(), cause);
        producer.abortTransaction();
    }

    /** Kafka's client can wait for an answer without end, and in silence; a new one asks again. */
    private void requireProgress() {
        monitor.idle(collector.recordsWait());
        if (monitor.isLongerIn(LoopMonitor.Phase.STALLED, STALL)) {
            throw new KafkaException("nothing read for " + STALL.toSeconds() + " s although records wait");
        }
        if (monitor.isLongerIn(LoopMonitor.Phase.JOINING, JOIN)) {
            throw new KafkaException("not in its group after " + JOIN.toSeconds() + " s");
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> plain(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        offsets.forEach((partition, offset) -> positions.put(partition, new OffsetAndMetadata(offset)));
        return positions;
    }

    private void commit(Map<TopicPartition, OffsetAndMetadata> positions, Outbox outbox, int records) {
        monitor.enter(LoopMonitor.Phase.COMMITTING);
        sending = outbox.records().isEmpty() ? 0 : records;
        monitor.meters().commit(() -> {
            producer.beginTransaction();
            outbox.records()
                    .forEach(record -> producer.send(record, settings.limits().watching(record)));
            producer.sendOffsetsToTransaction(positions, consumer.groupMetadata());
            producer.commitTransaction();
        });
        sending = 0;
        positions.forEach((partition, position) -> {
            committed.put(partition, position.offset());
            quarantine.committed(partition.topic(), partition.partition(), position.offset());
        });
    }

    private Map<TopicPartition, Long> offsets(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        batch.forEach(record -> offsets.put(Outbox.partition(record), record.offset() + 1));
        Map<TopicPartition, Long> settled = collector.settled();
        settled.keySet().retainAll(offsets.keySet());
        offsets.putAll(settled);
        offsets.putAll(outbox.left());
        return offsets;
    }

    private static Map<TopicPartition, Long> first(List<ConsumerRecord<byte[], byte[]>> batch) {
        Map<TopicPartition, Long> first = new HashMap<>();
        batch.forEach(record -> first.merge(Outbox.partition(record), record.offset(), Math::min));
        return first;
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_AFTER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    /** An open transaction ends with its producer: the next one of the same id, or the time-out, aborts it. */
    private void close() {
        monitor.meters().forgetClients();
        if (window != null) {
            window.setAside();
        }
        closeQuietly(producer == null ? null : () -> producer.close(Duration.ofSeconds(5)));
        Consumer<byte[], byte[]> current = consumer;
        consumer = null;
        producer = null;
        closeQuietly(current == null ? null : current::close);
    }

    private void closeQuietly(@Nullable Runnable close) {
        if (close != null) {
            try {
                close.run();
            } catch (RuntimeException e) {
                LOG.debugf(e, "%s: closing", spec.name());
            }
        }
    }
}
