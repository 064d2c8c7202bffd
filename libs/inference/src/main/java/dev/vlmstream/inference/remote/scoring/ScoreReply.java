package dev.vlmstream.inference.remote.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.remote.api.HttpReply;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.ReplyFormat;
import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.NoScoresException;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.ScoredTokens;
import java.time.Duration;
import java.util.Optional;

/** Replies about one text, as answers that can be kept. */
public final class ScoreReply implements ReplyFormat {
    private final RemoteConfig config;
    private final ScoringFormat format;
    private final int from;
    private final Reading reading;

    /** What is taken out of the tokens, and kept. */
    private interface Reading {
        String of(ScoredTokens tokens) throws NoScoresException;
    }

    private ScoreReply(RemoteConfig config, ScoringFormat format, int from, Reading reading) {
        this.config = config;
        this.format = format;
        this.from = from;
        this.reading = reading;
    }

    /** About the text before class names: its answer is for {@link Opening#read}. */
    public static ScoreReply ofOpening(RemoteConfig config, ScoringFormat format) {
        return new ScoreReply(config, format, 0, Opening::written);
    }

    /** About that text with a class name: its answer is for {@link Opening#logProbs}. */
    public static ScoreReply ofName(RemoteConfig config, ScoringFormat format, Opening opening, String name) {
        return new ScoreReply(config, format, opening.from(), tokens -> opening.following(tokens, name));
    }

    @Override
    public ReplyOutcome answer(JsonNode reply) {
        try {
            return new ReplyOutcome.Text(reading.of(format.read(reply, from)), false, format.usage(reply));
        } catch (NoScoresException e) {
            return new ReplyOutcome.Failure(e.getMessage() + cure(), false, format.usage(reply));
        }
    }

    @Override
    public Optional<ReplyOutcome> error(int status, JsonNode error) {
        // A path that only class likelihoods need: whoever asks in words is not to wait for it.
        boolean ownPath = !format.address(config).equals(config.api().format().address(config));
        return status == 404 && ownPath ? Optional.of(new ReplyOutcome.Failure("HTTP 404" + cure())) : Optional.empty();
    }

    @Override
    public Optional<Duration> delay(HttpReply reply, JsonNode body) {
        return config.api().format().delay(reply, body);
    }

    @Override
    public String cure() {
        return "; class_likelihood \"" + config.likelihood().server().id() + "\" in the model's config.json asks "
                + format.address(config) + " for " + format.feature()
                + ": give base_url of a server that has that, or remove the key";
    }
}
