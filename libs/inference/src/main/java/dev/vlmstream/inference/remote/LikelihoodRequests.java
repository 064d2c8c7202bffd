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
import dev.vlmstream.inference.remote.scoring.NameBranches.Branch;
import dev.vlmstream.inference.remote.scoring.NameBranches.BranchScores;
import dev.vlmstream.inference.remote.scoring.NameBranches.Tokens;
import dev.vlmstream.inference.remote.scoring.Opening;
import dev.vlmstream.inference.remote.scoring.ScoreReply;
import dev.vlmstream.inference.remote.scoring.ScoringFormat;
import dev.vlmstream.inference.remote.scoring.ScoringFormat.ScoredText;
import dev.vlmstream.inference.remote.scoring.VllmNextTokens;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.ImageLimits;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one question about class names: one for each branch of their tree where the server tells what comes next, and one
 * for each name that this leaves out, after one for the text before the names. Its requests are asked by several threads. After a
 * name that fails no other is begun.
 */
final class LikelihoodRequests {
    private final RemoteConfig config;
    private final ScoringFormat format;
    private final ImageLimits limits;
    private final KeptAnswers.Together answers;
    private final LikelihoodQuestion asked;
    private final RemoteQuestion question;
    private final long begun = System.nanoTime();
    private final Map<String, float[]> logProbs = new HashMap<>();
    private @Nullable RequestImage image;
    private @Nullable Opening opening;
    private @Nullable String failure;
    private ReplyOutcome.@Nullable Unavailable givenBack;
    private RequestCost effort;

    LikelihoodRequests(
            RemoteConfig config,
            ImageLimits limits,
            ScoringFormat format,
            KeptAnswers.Together answers,
            LikelihoodQuestion asked) {
        this.config = config;
        this.limits = limits;
        this.format = format;
        this.answers = answers;
        this.asked = asked;
        this.question = oneToken(asked.question());
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

    /** Before anything is asked. */
    void prepare() {
        try {
            image = question.requestImage(config.api().format().imageTypes(), limits);
        } catch (ImageException e) {
            fail(e.getMessage());
        }
    }

    /** By name, the answer with it. */
    Map<String, String> beginnings() {
        Map<String, String> texts = new LinkedHashMap<>();
        asked.names().forEach(name -> texts.put(name, Prompts.opened(asked.opening(), name)));
        return texts;
    }

    String openingWords() {
        return asked.opening();
    }

    /**
     * The request for a text's tokens, which go into a map; they do not if the server does not tell them. It serves all questions
     * with the same names, and is no part of this one's effort.
     */
    Callable<Void> tokens(
            KeptAnswers.Together tokenizer, VllmNextTokens next, String answer, Map<String, Tokens> into) {
        return () -> {
            ReplyFormat replies = ScoreReply.ofTokens(config, format, next);
            if (!isOver()
                    && send(tokenizer, next.tokens(config, answer), replies).outcome()
                            instanceof ReplyOutcome.Text text) {
                into.put(answer, Tokens.read(text.text()));
            }
            return null;
        };
    }

    /** The request for what comes next after a branch; if that is not answered, there is another way. */
    Callable<Void> next(VllmNextTokens next, Branch branch, Map<Branch, BranchScores> into) {
        return () -> {
            ObjectNode request =
                    next.next(config, new ScoredText(asked.question().prompt(), image, branch.words(), 0), branch);
            if (!isOver()
                    && ask(request, ScoreReply.ofNext(config, format, next, branch))
                            instanceof ReplyOutcome.Text text) {
                into.put(branch, BranchScores.read(text.text()));
            }
            return null;
        };
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
            String written = ask(asked.opening(), 0, ScoreReply.ofOpening(config, format));
            if (written != null) {
                opening = Opening.read(asked.opening(), written);
            }
        } catch (IllegalArgumentException e) {
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
        ReplyOutcome outcome = ask(format.request(config, text), replies);
        if (outcome instanceof ReplyOutcome.Text written) {
            return written.text();
        }
        if (!(outcome instanceof ReplyOutcome.Unavailable)) {
            fail(
                    outcome instanceof ReplyOutcome.Refusal refused
                            ? "refused: " + refused.reason()
                            : ((ReplyOutcome.Failure) outcome).reason());
        }
        return null;
    }

    private ReplyOutcome ask(ObjectNode request, ReplyFormat replies) throws InterruptedException {
        Result result = send(answers, request, replies);
        add(result);
        return result.outcome();
    }

    private Result send(KeptAnswers.Together to, ObjectNode request, ReplyFormat replies) throws InterruptedException {
        long deadline = begun + config.limits().total().toNanos();
        Result result = to.ask(question, request, most -> request, replies, deadline);
        if (result.outcome() instanceof ReplyOutcome.Unavailable unavailable) {
            giveBack(unavailable);
        }
        return result;
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

    synchronized void keep(String name, float[] values) {
        logProbs.put(name, values);
    }

    private synchronized void fail(String reason) {
        failure = failure == null ? reason : failure;
    }

    private synchronized void giveBack(ReplyOutcome.Unavailable unavailable) {
        givenBack = unavailable;
    }

    /** Whether nothing more is to be asked. */
    synchronized boolean isOver() {
        return failure != null || givenBack != null || logProbs.keySet().containsAll(asked.names());
    }

    /** The question is to be asked again; nothing if it has an outcome. */
    synchronized Optional<ReplyOutcome.Unavailable> givenBack() {
        return Optional.ofNullable(givenBack);
    }

    /** The requests for those names that have no scores yet. */
    synchronized Stream<Callable<Void>> names() {
        Set<String> missing = new LinkedHashSet<>(asked.names());
        missing.removeAll(logProbs.keySet());
        return missing.stream().map(name -> () -> {
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
