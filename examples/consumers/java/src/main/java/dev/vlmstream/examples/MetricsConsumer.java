package dev.vlmstream.examples;

import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.wire.Wire;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Keeps the newest snapshot of each run, model and partition in a file. At least once is enough: a snapshot is a whole state, so that
 * one that comes again, after a kill between the file and the commit, writes the same file. What cannot be read or written fails,
 * and goes to the dead-letter queue with its bytes; the next message is worked on.
 */
@ApplicationScoped
public class MetricsConsumer {
    private final Wire<MetricSnapshot> wire = Wire.of(MetricSnapshot.class);
    private final SnapshotFiles files;

    MetricsConsumer(@ConfigProperty(name = "results.directory") Path directory) {
        this.files = new SnapshotFiles(directory);
    }

    @Incoming("metrics")
    @Blocking
    void take(ConsumerRecord<String, byte[]> record) throws IOException {
        if (record.value() == null) {
            // The run was deleted.
            files.delete(record.key());
        } else {
            files.write(record.key(), wire.decode(record.value()));
        }
    }
}
