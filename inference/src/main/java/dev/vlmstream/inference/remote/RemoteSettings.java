package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.api.AllowedKeys;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What remote models of one process have in common. Models that answer the same runs are opened with the same object, or in
 * another process with one of the same store and log: they share accounts and answers.
 */
public final class RemoteSettings {
    private final AnswerStore answers;
    private final Accounts accounts;
    private final AllowedKeys keys;
    private final UnaryOperator<String> environment;
    private final Patience patience;
    private final RemoteWatch watch;

    private RemoteSettings(
            AnswerStore answers,
            Accounts accounts,
            AllowedKeys keys,
            UnaryOperator<String> environment,
            Patience patience,
            RemoteWatch watch) {
        this.answers = answers;
        this.accounts = accounts;
        this.keys = Objects.requireNonNull(keys, "keys");
        this.environment = Objects.requireNonNull(environment, "environment");
        this.patience = patience;
        this.watch = watch;
    }

    /**
     * @param instance what this process is called over restarts; no two that run and share the log are called the same
     * @param keys which keys may be sent where
     * @param environment the value of a variable, or null; {@code System::getenv}
     */
    public static RemoteSettings of(
            AnswerStore answers,
            SpendingLog spending,
            String instance,
            AllowedKeys keys,
            UnaryOperator<String> environment) {
        return new RemoteSettings(
                answers, new Accounts(spending, instance), keys, environment, Patience.DEFAULT, RemoteWatch.SILENT);
    }

    /** The same with another patience, of which someone is told. */
    public RemoteSettings with(Patience other, RemoteWatch told) {
        return new RemoteSettings(answers, accounts, keys, environment, other, told);
    }

    /** USD that a run has spent so far, by the replies and, where one was lost, by the most it may have cost. */
    public double spent(String run) {
        return accounts.of(run).spent();
    }

    AnswerStore answers() {
        return answers;
    }

    Accounts accounts() {
        return accounts;
    }

    AllowedKeys keys() {
        return keys;
    }

    UnaryOperator<String> environment() {
        return environment;
    }

    Patience patience() {
        return patience;
    }

    RemoteWatch watch() {
        return watch;
    }
}
