package dev.vlmstream.schemas.topics;

import dev.vlmstream.schemas.ModelAnnouncement;
import java.time.Instant;

/**
 * Whether somebody still answers for an announced model. An announcement is a lease that the service renews; the topic is
 * compacted, so the last one stays for good when the service is gone. Clocks of the machines may differ by less than a lease; whoever hears
 * announcements as they come measures by when they came instead.
 */
public final class ModelLease {
    private ModelLease() {}

    /** Whether the lease has run out: no service answers for the model. Questions wait for one that does. */
    public static boolean isOver(ModelAnnouncement announcement, Instant now) {
        return now.toEpochMilli() - announcement.getAnnouncedAt() > announcement.getLeaseMillis();
    }

    /** When it was announced or renewed last. */
    public static Instant renewedAt(ModelAnnouncement announcement) {
        return Instant.ofEpochMilli(announcement.getAnnouncedAt());
    }
}
