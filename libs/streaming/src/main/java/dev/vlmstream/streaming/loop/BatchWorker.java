package dev.vlmstream.streaming.loop;

import dev.vlmstream.datasets.store.StoreException;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.health.CrashLogs;
import dev.vlmstream.streaming.health.LoopMeters;
import dev.vlmstream.streaming.kafka.BatchTrace;
import dev.vlmstream.streaming.kafka.Destinations;
import dev.vlmstream.streaming.kafka.Tracing;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Lets a handler work on batches: whole ones first, and record by record where that fails. A record that fails alone is given
 * up, and one that the process ended with again and again is not worked on any more.
 */
final class BatchWorker {
    private static final Logger LOG = Logger.getLogger(BatchWorker.class);

    private final String loop;
    private final BatchHandler handler;
    private final Destinations destinations;
    private final LoopMeters meters;
    private final Quarantine quarantine;

    BatchWorker(
            String loop, BatchHandler handler, Destinations destinations, LoopMeters meters, Quarantine quarantine) {
        this.loop = loop;
        this.handler = handler;
        this.destinations = destinations;
        this.meters = meters;
        this.quarantine = quarantine;
    }

    /** Tells the handler what comes after the next batch. */
    void announce(List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            handler.comeNext(records);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.debugf(e, "%s: looking ahead", loop);
        }
    }

    /**
     * The results and dead letters of a batch.
     *
     * @throws KafkaException if Kafka or the image store failed meanwhile: the batch is to be done again
     */
    Outbox work(List<ConsumerRecord<byte[], byte[]>> batch, BatchTrace trace) {
        if (quarantine.suspects(batch)) {
            LOG.warnf("%s: the process ended with these %d records in progress, one by one", loop, batch.size());
            return workOneByOne(batch, trace);
        }
        try {
            quarantine.take(batch);
            Outbox outbox = outbox(trace);
            handler.handle(batch, outbox);
            return outbox;
        } catch (RuntimeException | Error e) {
            requireOfRecord(e);
            LOG.debugf(e, "%s: a batch of %d failed, trying its records one by one", loop, batch.size());
            return workOneByOne(batch, trace);
        }
    }

    /** As many as fit in the time of a batch, so that the batch's age can be blamed on none but the last, and in memory. */
    private Outbox workOneByOne(List<ConsumerRecord<byte[], byte[]>> batch, BatchTrace trace) {
        Outbox all = outbox(trace);
        long until = System.nanoTime() + BatchSize.TIME.toNanos();
        boolean worked = false;
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            if (worked && (System.nanoTime() > until || all.bytes() > Topic.MAX_RECORD_BYTES)) {
                all.leave(record);
            }
            if (!all.isLeft(record)) {
                all.addAll(workAlone(record, trace));
                worked = true;
            }
        }
        return all;
    }

    /** Works on one record, which is given up if it fails. */
    Outbox workAlone(ConsumerRecord<byte[], byte[]> record, BatchTrace trace) {
        try (Tracing.LogScope scope = Tracing.logging(record.headers())) {
            return workLogged(record, trace);
        }
    }

    private Outbox workLogged(ConsumerRecord<byte[], byte[]> record, BatchTrace trace) {
        Outbox outbox = outbox(trace);
        int attempts = quarantine.attempts(record);
        quarantine.take(record.topic(), record.partition(), record.offset());
        if (attempts >= Quarantine.MOST_ATTEMPTS) {
            meters.quarantined();
            return giveUp(record, new QuarantinedException(DeadLetters.position(record), attempts), attempts, trace);
        }
        try {
            handler.handle(List.of(record), outbox);
            return outbox;
        } catch (RuntimeException | Error e) {
            requireOfRecord(e);
            return giveUp(record, e, attempts, trace);
        }
    }

    /** A record that even ends the process while it is given up is not looked into again. */
    private Outbox giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, int attempts, BatchTrace trace) {
        String reason = RecordFailure.reason(cause);
        LOG.warnf("%s: dead letter for %s: %s", loop, DeadLetters.position(record), reason);
        Outbox failed = outbox(trace);
        try {
            if (attempts <= Quarantine.MOST_ATTEMPTS) {
                handler.giveUp(record, cause, failed);
                return failed;
            }
        } catch (RuntimeException | Error e) {
            requireOfRecord(e);
            LOG.warnf(e, "%s: giving up %s", loop, DeadLetters.position(record));
        }
        Outbox plain = outbox(trace);
        plain.add(DeadLetters.of(loop, record, reason));
        return plain;
    }

    Outbox outbox(BatchTrace trace) {
        return new Outbox(destinations, trace);
    }

    /** Throws what no record is to blame for. */
    private static void requireOfRecord(Throwable failure) {
        if (failure instanceof KafkaException || failure instanceof CancellationException) {
            throw (RuntimeException) failure;
        }
        if (failure instanceof StoreException) {
            throw new StoreUnavailableException(failure);
        }
        if (!RecordFailure.isOfRecord(failure)) {
            throw (Error) failure;
        }
    }

    /** The image store cannot be used just now: as when Kafka cannot, the batch is done again, and no record is to blame. */
    private static final class StoreUnavailableException extends KafkaException {
        private static final long serialVersionUID = 1;

        StoreUnavailableException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** A record is set aside without being worked on, because the process ended each time that it was. */
    private static final class QuarantinedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        QuarantinedException(String place, int attempts) {
            super("quarantined: the process ended " + attempts + " times while it worked on " + place + "; why is in "
                    + CrashLogs.place());
        }
    }
}
