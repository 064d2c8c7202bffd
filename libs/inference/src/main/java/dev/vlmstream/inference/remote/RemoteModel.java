package dev.vlmstream.inference.remote;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.remote.api.ApiFormat;
import dev.vlmstream.inference.remote.api.ApiKey;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.inference.remote.api.ReplyOutcome;
import dev.vlmstream.inference.remote.api.RequestImage;
import dev.vlmstream.inference.remote.scoring.NameBranches;
import dev.vlmstream.inference.remote.scoring.NameBranches.Branch;
import dev.vlmstream.inference.remote.scoring.NameBranches.BranchScores;
import dev.vlmstream.inference.remote.scoring.NameBranches.Tokens;
import dev.vlmstream.inference.remote.scoring.ScoringFormat;
import dev.vlmstream.inference.remote.scoring.VllmNextTokens;
import dev.vlmstream.preprocessing.ImageException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model behind an API. Sends as many requests at a time as the server copes with; may be used by several threads. Answers are
 * kept and not asked for again.
 */
public final class RemoteModel implements AutoCloseable {

    private final ModelBundle bundle;
    private final RemoteConfig config;
    private final RemoteSettings settings;
    private final Availability availability;
    private final AdaptiveLimit concurrency;
    private final BudgetGuard budget;
    private final @Nullable ApiKey key;
    private final RequestThreads workers;
    private final KeptAnswers questions;
    private final @Nullable RemoteLikelihoods likelihoods;

    private RemoteModel(ModelBundle bundle, RemoteConfig config, RemoteSettings settings) {
        this.bundle = bundle;
        this.config = config;
        this.settings = settings;
        this.availability =
                new Availability(bundle.name(), config.limits().backOff(), settings.patience(), settings.watch());
        this.concurrency = new AdaptiveLimit(
                config.limits().maxConcurrency(), () -> availability.away().isPresent());
        this.budget = new BudgetGuard(bundle.name(), config.pricing(), settings.accounts());
        this.key = settings.keys().read(config, settings.environment());
        this.workers = new RequestThreads(bundle.name(), config.limits().maxConcurrency());
        URI address = config.api().format().address(config);
        this.questions = answersAt(address, address);
        this.likelihoods = config.likelihood() == null
                ? null
                : new RemoteLikelihoods(ScoringFormat.of(config.likelihood().server()));
    }

    /**
     * How the server is asked at one of its addresses; all have one key, one budget and this many requests at a time.
     *
     * @param kept what answers are kept under
     */
    private KeptAnswers answersAt(URI address, URI kept) {
        HttpSender sender = new HttpSender(address, config.api().format().headers(key));
        RemoteSettings.Watch watch = settings.watch();
        return new KeptAnswers(
                settings.answers(),
                new RetryingSender(
                        config,
                        sender,
                        concurrency,
                        availability,
                        budget,
                        key,
                        end -> watch.requestEnded(bundle.name(), end),
                        new AtomicReference<>()),
                kept,
                () -> watch.answeredFromStore(bundle.name()));
    }

    /**
     * @throws dev.vlmstream.inference.bundle.BundleException if config.json is wrong, or the key is not where it says or may not be
     *     sent there; the message names file or variable and the fix, never a key
     */
    public static RemoteModel open(ModelBundle bundle, RemoteSettings settings) {
        return new RemoteModel(bundle, RemoteConfig.of(bundle), settings);
    }

    /**
     * Opens a model for a caller that takes what is silent for too long for hung.
     *
     * @param below what a question must take less than, its repetitions included
     * @param setting where the caller has that from, for the message
     * @throws IllegalStateException if a question may take as long
     */
    public static RemoteModel open(ModelBundle bundle, RemoteSettings settings, Duration below, String setting) {
        RemoteModel model = open(bundle, settings);
        Duration total = model.config.limits().total();
        if (total.compareTo(below) >= 0) {
            model.close();
            throw new IllegalStateException(bundle.directory().resolve("config.json") + ": time_limit_seconds is "
                    + total.toSeconds() + ", which must be below " + setting + " (" + below.toSeconds()
                    + " s); lower the one or raise the other");
        }
        return model;
    }

    public ModelBundle bundle() {
        return bundle;
    }

    public RemoteConfig config() {
        return config;
    }

    /**
     * That a model cannot be asked just now.
     *
     * @param isStopped whether it is until someone changes something, such as the key
     */
    public record Away(String reason, Duration since, boolean isStopped) {
        /** In words. */
        public String describe() {
            return isStopped ? "stopped: " + reason : "away for " + since.toSeconds() + " s: " + reason;
        }
    }

    /** Why the model cannot be asked just now; nothing if it can, or nobody has tried for a while. */
    public Optional<Away> away() {
        return availability.away();
    }

    /** How many requests are under way. */
    public int underWay() {
        return concurrency.underWay();
    }

    /** How many requests may be under way just now. */
    public int concurrency() {
        return concurrency.current();
    }

    /**
     * Asks, and waits for the outcome; no longer than the configuration's total time.
     *
     * @throws RuntimeException of {@link RemoteSettings.Watch#givenBack} if the model cannot be asked just now
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; an answer that came is kept
     */
    public RemoteAnswer ask(RemoteQuestion question) {
        long begun = System.nanoTime();
        settings.answers().catchUp();
        KeptAnswers.Together alone = questions.together();
        try {
            Result result = ask(alone, question, begun);
            end(alone, result.givenBack().stream());
            return result.answer(config.pricing() != null, seconds(begun));
        } catch (InterruptedException e) {
            throw RequestThreads.interrupted(bundle.name());
        }
    }

    private void end(KeptAnswers.Together asked, Stream<ReplyOutcome.Unavailable> unasked) {
        Optional<ReplyOutcome.Unavailable> first = unasked.findFirst();
        if (first.isPresent()) {
            asked.giveBack();
            Duration pause = concurrency.pausedFor().orElse(Duration.ZERO);
            throw settings.watch().givenBack(bundle.name() + ": " + first.get().reason(), pause);
        }
    }

    /**
     * Asks how likely class names are, and waits for the outcome; no longer than the configuration's total time. That takes one
     * request, and one more for each different name, or one for each branch of the tree of names.
     *
     * @param ended told of each request that has ended
     * @throws IllegalStateException if the bundle's config.json does not say how to ask for that
     * @throws RuntimeException of {@link RemoteSettings.Watch#givenBack} if the model cannot be asked just now
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; answers that came are kept
     */
    public RemoteLikelihood likelihoods(LikelihoodQuestion question, Runnable ended) {
        if (likelihoods == null) {
            throw new IllegalStateException(bundle.name() + " has no \"class_likelihood\" in its config.json");
        }
        settings.answers().catchUp();
        KeptAnswers.Together together = likelihoods.answers.together();
        LikelihoodRequests asked = likelihoods.score(question, together, ended);
        end(together, asked.givenBack().stream());
        return asked.outcome();
    }

    private Result ask(KeptAnswers.Together together, RemoteQuestion question, long begun) throws InterruptedException {
        ApiFormat format = config.api().format();
        RequestImage image;
        try {
            image = question.requestImage(format.imageTypes(), settings.limits());
        } catch (ImageException e) {
            return Result.failed(e.getMessage(), 0, 0);
        }
        RemoteGeneration generation =
                question.generation() == null ? RemoteGeneration.of(config) : question.generation();
        IntFunction<ObjectNode> request = most -> format.request(
                config, new ApiFormat.Prompt(question.prompt(), image, generation.withMaxNewTokens(most)));
        return together.ask(
                question,
                request.apply(generation.maxNewTokens()),
                request,
                format,
                begun + config.limits().total().toNanos());
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Ends the threads; class names whose likelihood is being asked for are given up. */
    @Override
    public void close() {
        workers.close();
    }

    /**
     * Class likelihoods of a model whose server scores given texts. What was answered before is not asked again, and after a name
     * that fails no other of its question is begun.
     */
    private final class RemoteLikelihoods {
        private final ScoringFormat format;
        private final KeptAnswers answers;
        private final @Nullable NameTrees trees;

        RemoteLikelihoods(ScoringFormat format) {
            this.format = format;
            URI address = format.address(config);
            // A server's native request does not name the model.
            URI kept = address.resolve("#" + URLEncoder.encode(config.model(), StandardCharsets.UTF_8));
            this.answers = answersAt(address, kept);
            this.trees = format.nextTokens().map(NameTrees::new).orElse(null);
        }

        /** @return what became of the question */
        LikelihoodRequests score(LikelihoodQuestion question, KeptAnswers.Together together, Runnable ended) {
            LikelihoodRequests asked = new LikelihoodRequests(config, settings.limits(), format, together, question);
            asked.prepare();
            if (trees != null && !asked.isOver()) {
                trees.score(asked, ended);
            }
            if (!asked.isOver()) {
                workers.all(List.of(told(asked.opening(), ended)));
                workers.all(asked.names().map(one -> told(one, ended)).toList());
            }
            return asked;
        }
    }

    private static Callable<Void> told(Callable<Void> request, Runnable ended) {
        return () -> {
            try {
                return request.call();
            } finally {
                ended.run();
            }
        };
    }

    /** Scores names branch by branch, as far as the server tells what comes next. */
    private final class NameTrees {
        /** As many texts' tokens are remembered. */
        private static final int MOST_KNOWN = 50_000;

        private final VllmNextTokens next;
        private final KeptAnswers tokenizer;
        private final Map<String, Tokens> known = new ConcurrentHashMap<>();

        NameTrees(VllmNextTokens next) {
            this.next = next;
            URI address = next.tokenizer(config);
            this.tokenizer = answersAt(address, address);
        }

        void score(LikelihoodRequests asked, Runnable ended) {
            Map<Branch, BranchScores> scores = new ConcurrentHashMap<>();
            NameBranches tree = tree(asked);
            List<Callable<Void>> requests = tree.branches().stream()
                    .map(branch -> told(asked.next(next, branch, scores), ended))
                    .toList();
            if (!requests.isEmpty()) {
                // Alone: it puts the prompt into the server's prefix cache, and tells whether the server can do this at
                // all.
                workers.all(requests.subList(0, 1));
                if (scores.values().stream().anyMatch(BranchScores::areTold)) {
                    workers.all(requests.subList(1, requests.size()));
                }
                tree.logProbs(scores).forEach(asked::keep);
            }
        }

        /** Tokens are asked for once, by the first question with these names. */
        private synchronized NameBranches tree(LikelihoodRequests asked) {
            if (known.size() > MOST_KNOWN) {
                known.clear();
            }
            String opening = asked.openingWords();
            Map<String, String> whole = asked.beginnings();
            KeptAnswers.Together together = tokenizer.together();
            askFor(Set.of(opening), asked, together);
            if (known.getOrDefault(opening, Tokens.NONE).areTold()) {
                askFor(whole.values(), asked, together);
            }
            Map<String, Tokens> names = new LinkedHashMap<>();
            whole.forEach((name, text) -> {
                if (known.containsKey(text)) {
                    names.put(name, known.get(text));
                }
            });
            Tokens before = known.getOrDefault(opening, Tokens.NONE);
            return NameBranches.of(opening, before, whole, names);
        }

        private void askFor(Collection<String> texts, LikelihoodRequests asked, KeptAnswers.Together together) {
            workers.all(texts.stream()
                    .filter(text -> !known.containsKey(text))
                    .map(text -> asked.tokens(together, next, text, known))
                    .toList());
        }
    }

    /** A model's threads: requests about one question's class names, side by side. */
    private static final class RequestThreads implements AutoCloseable {
        private final String name;
        private final ExecutorService threads;

        RequestThreads(String name, int most) {
            this.name = name;
            AtomicInteger number = new AtomicInteger();
            this.threads = Executors.newFixedThreadPool(most, work -> {
                Thread thread = new Thread(work, "remote-" + name + "-" + number.getAndIncrement());
                thread.setDaemon(true);
                return thread;
            });
        }

        /**
         * Does all, begun in this order, and waits until they have ended.
         *
         * @throws CancellationException if the thread is interrupted
         */
        void all(List<Callable<Void>> work) {
            List<Future<Void>> pending = new ArrayList<>(work.size());
            work.forEach(one -> pending.add(threads.submit(one)));
            try {
                for (Future<Void> one : pending) {
                    one.get();
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    // The store's and the log's own: whoever asks tells by their kind whether to ask again.
                    throw failure;
                }
                throw new IllegalStateException(name + ": " + e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                throw interrupted(name);
            } finally {
                pending.forEach(future -> future.cancel(true));
            }
        }

        static CancellationException interrupted(String name) {
            Thread.currentThread().interrupt();
            return new CancellationException(name + ": interrupted while waiting for answers");
        }

        /** Ends the threads; what is under way is given up. */
        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
