package dev.vlmstream.ingest.loads;

import dev.vlmstream.ingest.http.ItemsChannel;
import dev.vlmstream.schemas.DatasetLoad;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.tables.Tables;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What all replicas know of loads: their topic. A record says who is at it; another replica takes over when he falls silent. */
@ApplicationScoped
public class LoadTable {
    private static final Duration CONFIRMED = Duration.ofSeconds(10);

    private final Tables.Loads loads;
    private final ItemsChannel channel;
    private final String replica;
    private final LoadLeases leases;

    LoadTable(Tables.Loads loads, ItemsChannel channel, StreamConfig config) {
        this.loads = loads;
        this.channel = channel;
        this.replica = config.instanceName();
        this.leases = new LoadLeases(config.datasets().lease(), System::nanoTime);
    }

    /** Those of a run, the newest first. */
    List<DatasetLoad> of(String run) {
        return loads.table().rows().stream()
                .filter(load -> load.getRun().equals(run))
                .sorted(Comparator.comparingLong(DatasetLoad::getRequestedAt).reversed())
                .toList();
    }

    /** In everything that was written by now. */
    Optional<DatasetLoad> find(String run, String load) {
        loads.table().catchUp();
        return loads.table().known(Keys.runItem(run, load));
    }

    Optional<DatasetLoad> known(String run, String load) {
        return loads.table().known(Keys.runItem(run, load));
    }

    /** Those that this replica was at when it ended, and those whose replica has fallen silent. */
    List<DatasetLoad> abandoned() {
        List<DatasetLoad> open = loads.table().rows().stream()
                .filter(load -> !LoadState.of(load).isFinal())
                .toList();
        Set<String> over = leases.over(open);
        return open.stream()
                .filter(load ->
                        load.getReplica().equals(replica) || over.contains(Keys.runItem(load.getRun(), load.getLoad())))
                .sorted(Comparator.comparingLong(DatasetLoad::getRequestedAt))
                .toList();
    }

    /** Whether this replica is still to work on it: nobody has cancelled it, or taken it over. */
    boolean isOurs(DatasetLoad load) {
        return known(load.getRun(), load.getLoad())
                .filter(now -> now.getReplica().equals(replica) && LoadState.of(now) != LoadState.CANCELLED)
                .isPresent();
    }

    /** Begins a load's record, or takes it over. */
    DatasetLoad ours(DatasetLoad load) {
        return write(DatasetLoad.newBuilder(load)
                .setReplica(replica)
                .setState(LoadState.WAITING.id())
                .build());
    }

    /**
     * Writes how far it is.
     *
     * @throws RuntimeException if Kafka does not confirm it in time
     */
    DatasetLoad write(DatasetLoad load) {
        DatasetLoad now = DatasetLoad.newBuilder(load)
                .setHeardAt(System.currentTimeMillis())
                .build();
        channel.send(now).await().atMost(CONFIRMED);
        return now;
    }
}
