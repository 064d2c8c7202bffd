package dev.vlmstream.inference.remote;

import java.time.Duration;

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
