package dev.vlmstream.inference.remote.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.remote.api.HttpReply;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.ReplyFormat;
import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.api.StatusMeaning;
import dev.vlmstream.inference.remote.scoring.NameBranches.Branch;
import dev.vlmstream.inference.remote.scoring.NameBranches.BranchScores;
import dev.vlmstream.inference.remote.scoring.NameBranches.Tokens;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.NoScoresException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Replies about one text, as answers that can be kept. */
public final class ScoreReply implements ReplyFormat {
    private static final int UNAUTHORIZED = 401;

    private final RemoteConfig config;
    private final ScoringFormat format;
    private final URI address;
    private final Reading reading;
    /** Whether there is another way, so that a server which refuses this is asked for the rest. */
    private final boolean isOptional;

    /** What is taken out of a reply, and kept. */
    private interface Reading {
        String of(JsonNode reply) throws NoScoresException;
    }

    private ScoreReply(RemoteConfig config, ScoringFormat format, URI address, Reading reading, boolean isOptional) {
        this.config = config;
        this.format = format;
        this.address = address;
        this.reading = reading;
        this.isOptional = isOptional;
    }

    private ScoreReply(RemoteConfig config, ScoringFormat format, Reading reading) {
        this(config, format, format.address(config), reading, false);
    }

    /** About the text before class names: its answer is for {@link Opening#read}. */
    public static ScoreReply ofOpening(RemoteConfig config, ScoringFormat format) {
        return new ScoreReply(config, format, reply -> Opening.written(format.read(reply, 0)));
    }

    /** About that text with a class name: its answer is for {@link Opening#logProbs}. */
    public static ScoreReply ofName(RemoteConfig config, ScoringFormat format, Opening opening, String name) {
        return new ScoreReply(config, format, reply -> opening.following(format.read(reply, opening.from()), name));
    }

    /** About a text's tokens: its answer is for {@link Tokens#read}. */
    public static ScoreReply ofTokens(RemoteConfig config, ScoringFormat format, VllmNextTokens next) {
        return new ScoreReply(
                config, format, next.tokenizer(config), reply -> Opening.json(next.readTokens(reply)), true);
    }

    /** About the tokens after a branch: its answer is for {@link BranchScores#read}. */
    public static ScoreReply ofNext(RemoteConfig config, ScoringFormat format, VllmNextTokens next, Branch branch) {
        return new ScoreReply(config, format, reply -> Opening.json(next.readNext(reply, branch)));
    }

    @Override
    public ReplyOutcome answer(JsonNode reply) {
        try {
            return new ReplyOutcome.Text(reading.of(reply), false, format.usage(reply));
        } catch (NoScoresException e) {
            return new ReplyOutcome.Failure(e.getMessage() + cure(), false, format.usage(reply));
        }
    }

    @Override
    public Optional<ReplyOutcome> error(int status, JsonNode error) {
        // A path that only class likelihoods need: whoever asks in words is not to wait for it.
        boolean ownPath = !address.equals(config.api().format().address(config));
        boolean refused = isOptional && StatusMeaning.of(status) == StatusMeaning.STOPPED && status != UNAUTHORIZED;
        return refused || status == 404 && ownPath
                ? Optional.of(new ReplyOutcome.Failure("HTTP " + status + cure()))
                : Optional.empty();
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
