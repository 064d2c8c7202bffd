package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.scoring.ledger.DeletedRuns;
import dev.vlmstream.scoring.ledger.ScoringCounters;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import dev.vlmstream.scoring.topology.ScoringTopology.ManifestLookup;
import dev.vlmstream.streaming.health.CrashLogs;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jboss.logging.Logger;

/** What becomes of records that could not be worked on: a dead letter of their run and item, as far as these are known. */
final class DeadLetterWriter {
    private static final Logger LOG = Logger.getLogger(DeadLetterWriter.class);

    private final ScoringSinks sinks;
    private final ManifestLookup manifests;
    private final DeletedRuns deleted;
    private final ScoringCounters counters;

    DeadLetterWriter(ScoringSinks sinks, ManifestLookup manifests, DeletedRuns deleted, ScoringCounters counters) {
        this.sinks = sinks;
        this.manifests = manifests;
        this.deleted = deleted;
        this.counters = counters;
    }

    void undecodable(Topic topic, Record<byte[], byte[]> record, RecordMetadata at, RuntimeException cause) {
        LOG.warnf("%s-%d@%d: %s", at.topic(), at.partition(), at.offset(), cause.getMessage());
        counters.count(Event.UNDECODABLE);
        deadLetter(topic, record, at, cause.getMessage());
    }

    /** Nothing of it is read but whose it is: it has brought its thread or the process down too often. */
    void setAside(Topic topic, Record<byte[], byte[]> record, RecordMetadata at) {
        String reason = "set aside: " + PoisonRecords.ATTEMPTS
                + " times a thread or the process ended while this record was being worked on; why is in "
                + CrashLogs.place();
        LOG.errorf("%s-%d@%d is %s", at.topic(), at.partition(), at.offset(), reason);
        counters.count(Event.QUARANTINED);
        deadLetter(topic, record, at, reason);
    }

    private void deadLetter(Topic topic, Record<byte[], byte[]> record, RecordMetadata at, String reason) {
        // A dead letter of a dead letter would be the next one to be read.
        if (topic == Topic.DEAD_LETTERS) {
            return;
        }
        RecordOwner whose = RecordOwner.of(topic, record.key(), record.value());
        if (whose.run() != null && deleted.contains(whose.run())) {
            counters.count(Event.OF_DELETED_RUN);
            return;
        }
        sinks.deadLetter(record, at, counted(topic, whose), reason);
    }

    /**
     * Whose failure it is. A prediction of an unknown model must not cost the run's other models the item, nor a
     * verdict the item's score: these are the run's dead letters, and no item's failure.
     */
    private RecordOwner counted(Topic topic, RecordOwner whose) {
        if (topic == Topic.REFERENCES || whose.run() == null) {
            return whose;
        }
        Optional<String> model = Optional.ofNullable(whose.model()).or(() -> onlyModel(whose.run()));
        return topic == Topic.VERDICTS || model.isEmpty()
                ? new RecordOwner(whose.run(), null, null)
                : new RecordOwner(whose.run(), whose.itemId(), model.get());
    }

    private Optional<String> onlyModel(String run) {
        return manifests
                .manifest(run)
                .map(RunManifest::getModels)
                .filter(models -> models.size() == 1)
                .map(models -> models.get(0));
    }
}
