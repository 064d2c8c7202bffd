package dev.vlmstream.schemas.topics;

import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * How a run is deleted: a marker takes the place of its manifest for good, so that whoever reads the logs from their
 * beginning leaves out what they hold of the run; and a notice in each partition of the references makes scoring forget
 * the run's state exactly once. A notice without its marker, or the other way round, must not be: write both in one
 * transaction.
 */
public final class Deletions {
    private Deletions() {}

    /** Whether a manifest is the marker of a run that is no more. */
    public static boolean isDeleted(RunManifest manifest) {
        return manifest.getDeletedAt() != null;
    }

    /** What stays of a run: that it was, so that its id is not used again. No model answers in it. */
    public static RunManifest marker(RunManifest manifest, long at) {
        return RunManifest.newBuilder()
                .setRun(manifest.getRun())
                .setDataset(manifest.getDataset())
                .setTask(manifest.getTask())
                .setPrompt("")
                .setClasses(List.of())
                .setModels(List.of())
                .setArchived(true)
                .setDeletedAt(at)
                .setItems(0L)
                .setTags(Map.of())
                .setSoftwareVersion(manifest.getSoftwareVersion())
                .setCreatedAt(manifest.getCreatedAt())
                .build();
    }

    /** The notice for one partition of the references. */
    public static ProducerRecord<String, byte[]> notice(String prefix, int partition, String run) {
        Headers headers = EventHeaders.put(new RecordHeaders(), EventHeaders.DELETE_RUN, run);
        return new ProducerRecord<>(Topic.REFERENCES.topicName(prefix), partition, run, null, headers);
    }

    /** The run that a record of the references gives notice of; empty if it is an ordinary record. */
    public static Optional<String> noticed(Headers headers) {
        return Optional.ofNullable(EventHeaders.text(headers, EventHeaders.DELETE_RUN));
    }
}
