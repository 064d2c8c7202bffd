package dev.vlmstream.scoring.readmodel;

import dev.vlmstream.schemas.ModelAnnouncement;
import java.util.concurrent.TimeUnit;

/**
 * A model as it was announced last. Its lease runs from when that was heard here, since the clock of whoever announced it may be another:
 * one that is ahead would keep a service that has died, one that is behind would never have it.
 *
 * @param heardAt of {@link System#nanoTime}
 * @param over the lease was over when the announcement was read, which lay on the topic when this process started
 */
public record HeardModel(ModelAnnouncement announcement, long heardAt, boolean over) {
    /**
     * Whether no service answers for the model.
     *
     * @param now of {@link System#nanoTime}
     */
    public boolean isAway(long now) {
        return over || TimeUnit.NANOSECONDS.toMillis(now - heardAt) > announcement.getLeaseMillis();
    }
}
