package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.RunLedger.Accounts;
import dev.vlmstream.inference.remote.api.AllowedKeys;
import dev.vlmstream.preprocessing.ImageLimits;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What remote models of one process have in common. Models that answer the same runs are opened with the same object, or in
 * another process with one of the same store and log: they share accounts and answers.
 */
public record RemoteSettings(
        AnswerStore answers,
        Accounts accounts,
        AllowedKeys keys,
        UnaryOperator<String> environment,
        Patience patience,
        Watch watch,
        ImageLimits limits) {
    public RemoteSettings {
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(environment, "environment");
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
                answers,
                new Accounts(spending, instance),
                keys,
                environment,
                Patience.DEFAULT,
                Watch.SILENT,
                ImageLimits.DEFAULT);
    }

    /** The same with another patience, of which someone is told. */
    public RemoteSettings with(Patience other, Watch told) {
        return new RemoteSettings(answers, accounts, keys, environment, other, told, limits);
    }

    /** The same with other limits to images that are converted for an API, which does not read their format. */
    public RemoteSettings withImageLimits(long maxPixels, long maxBytes) {
        ImageLimits other = new ImageLimits(maxPixels, maxBytes);
        return new RemoteSettings(answers, accounts, keys, environment, patience, watch, other);
    }

    /**
     * How long it is waited for a model that cannot be asked.
     *
     * @param hiccup without an answer for so long, the model is away, and whoever asked gets the questions back
     * @param outage questions to a model that has been away for longer fail
     * @param stop what holds for all questions is tried with one of them so often
     */
    public record Patience(Duration hiccup, Duration outage, Duration stop) {
        public static final Patience DEFAULT =
                new Patience(Duration.ofSeconds(5), Duration.ofMinutes(30), Duration.ofSeconds(60));

        public Patience withOutage(Duration other) {
            return new Patience(hiccup, other, stop);
        }
    }

    /** What a process does when one of its remote models cannot be asked just now. */
    public interface Watch {
        /** Nothing but what has to be. */
        Watch SILENT = new Watch() {};

        /** The model has not answered for a while. */
        default void away(String model, String reason) {}

        /** It answers again. */
        default void back(String model, Duration after) {}

        /** No question can succeed until someone changes something: key, name of the model, credit. */
        default void stopped(String model, String sentence) {}

        /** A request to the model has ended. */
        default void requestEnded(String model, RequestEnd end) {}

        /** A question to the model was answered without a request, by what is stored. */
        default void answeredFromStore(String model) {}

        /**
         * What is thrown to whoever asked, so that the questions are asked again later. Those that came to an end are not asked again.
         *
         * @param pause how long asking is of no use
         */
        default RuntimeException givenBack(String reason, Duration pause) {
            return new IllegalStateException(reason);
        }
    }
}
