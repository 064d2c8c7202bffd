package dev.vlmstream.schemas.topics;

import dev.vlmstream.rest.AnnouncedModel;
import dev.vlmstream.schemas.ModelAnnouncement;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * Whether somebody still answers for an announced model. An announcement is a lease that the service renews; the topic is
 * compacted, so the last one stays for good when the service is gone. A lease counts from when this reader saw the renewal, so
 * no service's clock, fast or slow, makes it longer or shorter.
 */
public final class ModelLease {
    private final ModelAnnouncement announcement;
    private final Instant renewedAt;
    private final long ageMillis;
    private final long seenNanos;

    private ModelLease(ModelAnnouncement announcement, Instant renewedAt, long ageMillis) {
        this.announcement = announcement;
        this.renewedAt = renewedAt;
        this.ageMillis = ageMillis;
        this.seenNanos = System.nanoTime();
    }

    /** One that was renewed just now, while this reader followed the topic. */
    public static ModelLease renewed(ConsumerRecord<?, ?> record, ModelAnnouncement announcement) {
        return new ModelLease(announcement, renewedAt(record, announcement), 0);
    }

    /** One that was there when this reader came: only its date says how old it is. */
    public static ModelLease found(ConsumerRecord<?, ?> record, ModelAnnouncement announcement) {
        Instant renewedAt = renewedAt(record, announcement);
        return new ModelLease(
                announcement, renewedAt, Math.max(0, System.currentTimeMillis() - renewedAt.toEpochMilli()));
    }

    /** The broker's date; a topic of an earlier version may have the dates of those who write. */
    private static Instant renewedAt(ConsumerRecord<?, ?> record, ModelAnnouncement announcement) {
        return Instant.ofEpochMilli(
                record.timestampType() == TimestampType.LOG_APPEND_TIME
                        ? record.timestamp()
                        : announcement.getAnnouncedAt());
    }

    /** The model, and whether it is away now. */
    public AnnouncedModel model() {
        return new AnnouncedModel(
                announcement.getModel(),
                announcement.getDigest(),
                announcement.getKind(),
                announcement.getTasks(),
                announcement.getDtype(),
                announcement.getService(),
                renewedAt.toEpochMilli(),
                isOver());
    }

    /** Why its server is unavailable, in a sentence; empty if it is available, or if the announcement has expired. */
    public String trouble() {
        return isOver() ? "" : announcement.getTrouble();
    }

    /** Whether the lease has run out: no service answers for the model. Questions wait for one that does. */
    public boolean isOver() {
        return isOver(System.nanoTime());
    }

    boolean isOver(long nanos) {
        return ageMillis + (nanos - seenNanos) / 1_000_000 > announcement.getLeaseMillis();
    }
}
