package dev.vlmstream.streaming;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.tracing.BatchTrace;
import dev.vlmstream.streaming.tracing.Tracing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Reads batches of a topic, lets a handler work on each, and then sends results, dead letters and offsets in one
 * transaction. The work is done before the transaction begins, so transactions are short, however slow the model.
 *
 * <p>Whatever goes wrong with Kafka, the loop gives the transaction up and begins again from the committed offsets; a
 * batch whose partitions meanwhile belong to someone else is refused by the broker, because the offsets carry the
 * group's generation.
 */
final class ExactlyOnceLoop implements Runnable {
    private static final Logger LOG = Logger.getLogger(ExactlyOnceLoop.class);
    private static final Duration IDLE_POLL = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER = Duration.ofMillis(500);
    /** A consumer that reads nothing for so long although records wait is replaced. */
    private static final Duration STALL = Duration.ofSeconds(30);
    /** A join takes as long as the slowest member's batch; but for a join request the client waits ten minutes. */
    private static final Duration JOIN = Duration.ofSeconds(60);

    private final LoopSpec spec;
    private final BatchHandler handler;
    private final KafkaSettings settings;
    private final LoopMonitor monitor;
    private final Tracing tracing;
    private BatchTrace trace = BatchTrace.NONE;
    private volatile boolean running = true;
    private volatile Consumer<byte[], byte[]> consumer;
    private Producer<byte[], byte[]> producer;
    private BatchCollector collector;
    private BatchSize size;

    ExactlyOnceLoop(LoopSpec spec, BatchHandler handler, KafkaSettings settings, LoopMonitor monitor, Tracing tracing) {
        this.spec = spec;
        this.handler = handler;
        this.settings = settings;
        this.monitor = monitor;
        this.tracing = tracing;
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
            monitor.enter(LoopPhase.ENDED);
        }
    }

    /** Finishes the batch in hand, then ends. */
    void stop() {
        running = false;
        Consumer<byte[], byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
    }

    private void runUntilBroken() {
        try {
            open();
            while (running) {
                step();
            }
        } catch (WakeupException e) {
            if (running) {
                throw e;
            }
        } catch (KafkaException e) {
            LOG.warnf("%s: %s; beginning again from the committed offsets", spec.name(), e.toString());
            monitor.restarted();
            monitor.fencing().saw(settings.member(spec.name()), e);
            monitor.enter(LoopPhase.RECOVERING);
            close();
            pause();
        }
    }

    private void open() {
        monitor.enter(LoopPhase.OPENING);
        producer = settings.transactionalProducer(spec.name());
        producer.initTransactions();
        size = new BatchSize(spec.batchSize(), spec.mostRecords());
        consumer = settings.groupConsumer(spec.name(), spec.mostRecords());
        collector = new BatchCollector(consumer, size::current, spec.linger(), monitor::assigned);
        consumer.subscribe(List.of(settings.name(spec.topic())), collector);
        monitor.opened();
    }

    private void step() {
        monitor.polling();
        List<ConsumerRecord<byte[], byte[]>> batch = collector.collect(IDLE_POLL);
        if (batch.isEmpty()) {
            requireProgress();
            return;
        }
        monitor.begin(batch.size());
        trace = tracing.batch(spec.topic() == Topic.ITEMS, batch);
        try {
            Outbox outbox = work(batch);
            commit(batch, outbox);
            trace.end();
            monitor.committed(batch.size(), outbox.records().size(), outbox.deadLetters());
            outbox.deferred().forEach(collector::defer);
            size.took(batch.size(), monitor.oldestBatch());
        } catch (RuntimeException e) {
            trace.fail(e);
            throw e;
        } finally {
            monitor.end();
        }
    }

    /** Kafka's client can wait for an answer without end, and in silence; a new one asks again. */
    private void requireProgress() {
        monitor.idle(collector.recordsWait());
        if (monitor.isLongerIn(LoopPhase.STALLED, STALL)) {
            throw new KafkaException("nothing read for " + STALL.toSeconds() + " s although records wait");
        }
        if (monitor.isLongerIn(LoopPhase.JOINING, JOIN)) {
            throw new KafkaException("not in its group after " + JOIN.toSeconds() + " s");
        }
    }

    private Outbox work(List<ConsumerRecord<byte[], byte[]>> batch) {
        try {
            Outbox outbox = new Outbox(settings::name, trace);
            handler.handle(batch, outbox);
            return outbox;
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.debugf(e, "%s: a batch of %d failed, trying its records one by one", spec.name(), batch.size());
            return workOneByOne(batch);
        }
    }

    private Outbox workOneByOne(List<ConsumerRecord<byte[], byte[]>> batch) {
        Outbox all = new Outbox(settings::name, trace);
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            if (!all.isBehindDeferred(record)) {
                all.addAll(workAlone(record));
            }
        }
        return all;
    }

    private Outbox workAlone(ConsumerRecord<byte[], byte[]> record) {
        Outbox outbox = new Outbox(settings::name, trace);
        try {
            handler.handle(List.of(record), outbox);
            return outbox;
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warnf(
                    "%s: dead letter for %s-%d@%d: %s",
                    spec.name(), record.topic(), record.partition(), record.offset(), e.getMessage());
            Outbox failed = new Outbox(settings::name, trace);
            handler.deadLetters(record, e).forEach(failed::add);
            return failed;
        }
    }

    private void commit(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        monitor.enter(LoopPhase.COMMITTING);
        producer.beginTransaction();
        outbox.records().forEach(producer::send);
        producer.sendOffsetsToTransaction(offsets(batch, outbox), consumer.groupMetadata());
        producer.commitTransaction();
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(
            List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            offsets.put(
                    new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1));
        }
        outbox.deferred().forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
        return offsets;
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
        closeQuietly(producer == null ? null : () -> producer.close(Duration.ofSeconds(5)));
        Consumer<byte[], byte[]> current = consumer;
        consumer = null;
        producer = null;
        closeQuietly(current == null ? null : current::close);
    }

    private void closeQuietly(Runnable close) {
        if (close != null) {
            try {
                close.run();
            } catch (RuntimeException e) {
                LOG.debugf(e, "%s: closing", spec.name());
            }
        }
    }
}
