package dev.vlmstream.ingest.loads;

import dev.vlmstream.schemas.DatasetLoad;
import dev.vlmstream.schemas.topics.Keys;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Whose replica has fallen silent: of whom this one has seen no newer sign of life for as long as a lease, by its own clock. What a
 * sign says of its time is only compared with the one before, so a replica with a wrong clock neither loses its loads nor keeps
 * them when it is gone.
 */
final class LoadLeases {
    private final Duration lease;
    private final LongSupplier nanos;
    private final Map<String, Sign> seen = new HashMap<>();

    /** The last sign of life of a load, and when it was first seen here. */
    private record Sign(String replica, long heardAt, long nanos) {}

    /** @param nanos as {@link System#nanoTime} */
    LoadLeases(Duration lease, LongSupplier nanos) {
        this.lease = lease;
        this.nanos = nanos;
    }

    /** The keys of those of the loads whose lease is over. To be asked several times in a lease, with all that are not at their end. */
    synchronized Set<String> over(Collection<DatasetLoad> loads) {
        long now = nanos.getAsLong();
        Set<String> keys = new HashSet<>();
        Set<String> over = new HashSet<>();
        for (DatasetLoad load : loads) {
            String key = Keys.runItem(load.getRun(), load.getLoad());
            keys.add(key);
            Sign last = seen.get(key);
            if (last == null || !last.replica().equals(load.getReplica()) || last.heardAt() != load.getHeardAt()) {
                seen.put(key, new Sign(load.getReplica(), load.getHeardAt(), now));
            } else if (now - last.nanos() > lease.toNanos()) {
                over.add(key);
            }
        }
        seen.keySet().retainAll(keys);
        return over;
    }
}
