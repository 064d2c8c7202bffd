package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.api.AllowedKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What remote models of one process have in common. Models that answer the same runs should be opened with the same
 * object, or with one of the same directory in another process: they share accounts and answers.
 */
public final class RemoteSettings {
    private static final Duration PROBING = Duration.ofSeconds(60);

    private final ResponseCache cache;
    private final Ledger ledger;
    private final AllowedKeys keys;
    private final UnaryOperator<String> environment;
    private final Duration probing;

    private RemoteSettings(
            ResponseCache cache, Ledger ledger, AllowedKeys keys, UnaryOperator<String> environment, Duration probing) {
        this.cache = cache;
        this.ledger = ledger;
        this.keys = Objects.requireNonNull(keys, "keys");
        this.environment = Objects.requireNonNull(environment, "environment");
        this.probing = probing;
    }

    /**
     * @param directory where answers and accounts are kept, over restarts
     * @param keys which keys may be sent where
     * @param environment the value of a variable, or null; {@code System::getenv}
     */
    public static RemoteSettings of(Path directory, AllowedKeys keys, UnaryOperator<String> environment) {
        return new RemoteSettings(
                new ResponseCache(directory.resolve("responses")),
                new Ledger(directory.resolve("spent")),
                keys,
                environment,
                PROBING);
    }

    /** Asks again so long after an error that holds for all questions. */
    public RemoteSettings probingAfter(Duration wait) {
        return new RemoteSettings(cache, ledger, keys, environment, wait);
    }

    /** USD that a run has spent so far, by the replies and, where one was lost, by the most it may have cost. */
    public double spent(String run) {
        return ledger.of(run).spent();
    }

    ResponseCache cache() {
        return cache;
    }

    Ledger ledger() {
        return ledger;
    }

    AllowedKeys keys() {
        return keys;
    }

    UnaryOperator<String> environment() {
        return environment;
    }

    Duration probing() {
        return probing;
    }
}
