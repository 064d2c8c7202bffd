package dev.vlmstream.inference.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.remote.RemoteAnswer.RequestCost;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.inference.remote.api.ReplyFormat;
import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.api.RequestImage;
import dev.vlmstream.inference.remote.scoring.Opening;
import dev.vlmstream.inference.remote.scoring.ScoreReply;
import dev.vlmstream.inference.remote.scoring.ScoringFormat;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.ScoredText;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.ImageLimits;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one question about class names: one for the text before the names, and one for each name. Its requests are
 * asked by several threads. After a name that fails no other is begun.
 */
final class LikelihoodRequests {
    private final RemoteConfig config;
    private final ScoringFormat format;
    private final KeptAnswers.Together answers;
    private final LikelihoodQuestion asked;
    private final RemoteQuestion question;
    private final long begun;
    private final Map<String, float[]> logProbs = new HashMap<>();
    private @Nullable RequestImage image;
    private @Nullable Opening opening;
    private @Nullable String failure;
    private ReplyOutcome.@Nullable Unavailable givenBack;
    private RequestCost effort;

    /** @param begun of {@link System#nanoTime} */
    LikelihoodRequests(
            RemoteConfig config,
            ScoringFormat format,
            KeptAnswers.Together answers,
            LikelihoodQuestion asked,
            long begun) {
        this.config = config;
        this.format = format;
        this.answers = answers;
        this.asked = asked;
        this.question = oneToken(asked.question());
        this.begun = begun;
        this.effort = new RequestCost(0, 0, priced(0), true, 0, 0);
    }

    private RemoteQuestion oneToken(RemoteQuestion from) {
        Map<String, String> settings = Map.of("max_new_tokens", String.valueOf(ScoringFormat.GENERATED));
        String longest = asked.names().stream().reduce("", (a, b) -> a.length() < b.length() ? b : a);
        return new RemoteQuestion(
                from.run(),
                from.budget(),
                from.prompt() + asked.opening() + config.likelihood().prompt() + longest,
                from.image(),
                from.imageName(),
                RemoteGeneration.of(config, settings),
                from.headers());
    }

    /** The request for the text before the names. */
    Callable<Void> opening() {
        return () -> {
            open();
            return null;
        };
    }

    private void open() throws InterruptedException {
        try {
            image = question.image() == null
                    ? null
                    : RequestImage.of(
                            question.image(),
                            question.imageName(),
                            config.api().format().imageTypes(),
                            ImageLimits.DEFAULT);
            String written = ask(asked.opening(), 0, ScoreReply.ofOpening(config, format));
            if (written != null) {
                opening = Opening.read(asked.opening(), written);
            }
        } catch (ImageException | IllegalArgumentException e) {
            fail(e.getMessage());
        }
    }

    private void score(String name) throws InterruptedException {
        if (isOver()) {
            return;
        }
        ScoreReply reply = ScoreReply.ofName(config, format, opening, name);
        String written = ask(Prompts.opened(asked.opening(), name), opening.from(), reply);
        if (written != null) {
            keep(name, Opening.logProbs(written));
        }
    }

    /** Null if there is none, which is said in {@link #failure}. */
    private @Nullable String ask(String answer, int from, ReplyFormat replies) throws InterruptedException {
        ScoredText text = new ScoredText(asked.question().prompt(), image, answer, from);
        long deadline = begun + config.limits().total().toNanos();
        ObjectNode request = format.request(config, text);
        Result result = answers.ask(question, request, most -> request, replies, deadline);
        add(result);
        if (result.outcome() instanceof ReplyOutcome.Text written) {
            return written.text();
        }
        if (result.outcome() instanceof ReplyOutcome.Unavailable unavailable) {
            giveBack(unavailable);
            return null;
        }
        fail(
                result.outcome() instanceof ReplyOutcome.Refusal refused
                        ? "refused: " + refused.reason()
                        : ((ReplyOutcome.Failure) result.outcome()).reason());
        return null;
    }

    private synchronized void add(Result result) {
        effort = new RequestCost(
                effort.inputTokens() + result.outcome().usage().inputTokens(),
                effort.outputTokens() + result.outcome().usage().outputTokens(),
                priced((effort.cost() == null ? 0 : effort.cost()) + result.cost()),
                effort.cached() && result.isCached(),
                (System.nanoTime() - begun) / 1e9,
                effort.tries() + result.tries());
    }

    private synchronized void keep(String name, float[] values) {
        logProbs.put(name, values);
    }

    private synchronized void fail(String reason) {
        failure = failure == null ? reason : failure;
    }

    private synchronized void giveBack(ReplyOutcome.Unavailable unavailable) {
        givenBack = unavailable;
    }

    private synchronized boolean isOver() {
        return failure != null || givenBack != null;
    }

    /** The question is to be asked again; nothing if it has an outcome. */
    synchronized Optional<ReplyOutcome.Unavailable> givenBack() {
        return Optional.ofNullable(givenBack);
    }

    Stream<Callable<Void>> names() {
        return new LinkedHashSet<>(asked.names()).stream().map(name -> () -> {
            score(name);
            return null;
        });
    }

    synchronized RemoteLikelihood outcome() {
        if (failure != null) {
            return new RemoteLikelihood.Failed(
                    failure + "; " + logProbs.size() + " of " + asked.names().size() + " class names were scored",
                    effort);
        }
        float[][] values = asked.names().stream().map(logProbs::get).toArray(float[][]::new);
        return new RemoteLikelihood.Scored(new ClassLikelihoods(values), effort);
    }

    private @Nullable Double priced(double cost) {
        return config.pricing() == null ? null : (Double) cost;
    }
}
