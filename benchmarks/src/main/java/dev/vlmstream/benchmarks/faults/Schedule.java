package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.benchmarks.faults.cluster.BrokerCluster;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Deals faults: each kind as often as any other, in an order, at times and to victims that the seed decides. */
final class Schedule {
    private static final int MEAN_GAP_MS = 5_000;

    private final Random random;
    private final Set<FaultKind> kinds;
    private final List<String> services;
    private final Deque<FaultKind> deck = new ArrayDeque<>();
    private int dealt;

    /** @param services names of the processes that may be struck */
    Schedule(long seed, Set<FaultKind> kinds, List<String> services) {
        this.random = new Random(seed);
        this.kinds = EnumSet.copyOf(kinds);
        this.services = List.copyOf(services);
    }

    /** The faults of a round, by time; shorter than what they take, the gaps let them overlap. */
    List<Fault> round(int count) {
        List<Fault> faults = new ArrayList<>(count);
        long at = 0;
        for (int i = 0; i < count; i++) {
            at += MEAN_GAP_MS / 2 + random.nextInt(MEAN_GAP_MS);
            FaultKind kind = deal();
            faults.add(new Fault(++dealt, kind, victim(kind), Duration.ofMillis(at), random.nextLong()));
        }
        return faults;
    }

    private FaultKind deal() {
        if (deck.isEmpty()) {
            List<FaultKind> cards = new ArrayList<>(kinds);
            Collections.shuffle(cards, random);
            deck.addAll(cards);
        }
        return deck.pop();
    }

    private String victim(FaultKind kind) {
        return switch (kind) {
            case KILL_SERVICE, STOP_SERVICE, CUT -> services.get(random.nextInt(services.size()));
            case KILL_INGEST -> Testbed.INGEST;
            case KILL_BROKER, STOP_BROKER -> BrokerCluster.name(random.nextInt(BrokerCluster.SIZE));
            case FULL_DISK -> Testbed.ON_SMALL_DISK;
            case DELETED_STATE, CORRUPTED_STATE -> Testbed.WITH_STATE;
            case RESTART_BROKERS, SECOND_UP -> "";
        };
    }
}
