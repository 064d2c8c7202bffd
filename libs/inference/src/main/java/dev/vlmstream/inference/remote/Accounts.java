package dev.vlmstream.inference.remote;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What runs have spent, by the log that all replicas share. */
final class Accounts {
    private final SpendingLog log;
    private final RunLedger.Owner owner;
    private final Map<String, RunLedger> runs = new ConcurrentHashMap<>();

    /** @param instance what this process is called over restarts; no two that run are called the same */
    Accounts(SpendingLog log, String instance) {
        this.log = log;
        this.owner = new RunLedger.Owner(UUID.randomUUID().toString(), instance);
        log.follow(entry -> of(entry.run()).read(entry));
    }

    RunLedger of(String run) {
        return runs.computeIfAbsent(run, name -> new RunLedger(name, log, owner));
    }
}
