package dev.vlmstream.inference.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.images.ImageException;
import dev.vlmstream.images.ImageLimits;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.remote.api.ApiFormat;
import dev.vlmstream.inference.remote.api.ApiKey;
import dev.vlmstream.inference.remote.api.RemoteConfig;
import dev.vlmstream.inference.remote.api.RemoteGeneration;
import dev.vlmstream.inference.remote.api.RequestImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model behind an API. Asks several questions at a time, as many as the server copes with; may be used by several
 * threads. Answers are kept and not asked for again.
 */
public final class RemoteModel implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelBundle bundle;
    private final RemoteConfig config;
    private final AnswerStore answers;
    private final Asking asking;
    private final AdaptiveLimit concurrency;
    private final ExecutorService threads;

    private RemoteModel(ModelBundle bundle, RemoteConfig config, RemoteSettings settings) {
        this.bundle = bundle;
        this.config = config;
        this.answers = settings.answers();
        this.concurrency = new AdaptiveLimit(config.limits().maxConcurrency());
        ApiKey key = settings.keys().read(config, settings.environment());
        ApiFormat format = config.api().format();
        this.asking = new Asking(
                config,
                new HttpSender(format.address(config), format.headers(key)),
                concurrency,
                new Outage(settings.probing()),
                new BudgetGuard(bundle.name(), config.pricing(), settings.accounts()),
                key);
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(config.limits().maxConcurrency(), work -> {
            Thread thread = new Thread(work, "remote-" + bundle.name() + "-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * @throws dev.vlmstream.inference.BundleException if config.json is wrong, or the key is not where it says or may not be
     *     sent there; the message names file or variable and the cure, never a key
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

    /** How many requests may be under way just now. */
    public int concurrency() {
        return concurrency.current();
    }

    /**
     * Asks, and waits for every outcome; no longer than the configuration's total time.
     *
     * @return one answer per question, in order
     * @throws java.util.concurrent.CancellationException if the thread is interrupted; answers that came are kept
     */
    public List<RemoteAnswer> ask(List<RemoteQuestion> questions) {
        long begun = System.nanoTime();
        answers.catchUp();
        List<Future<RemoteAnswer>> pending = new ArrayList<>(questions.size());
        questions.forEach(question -> pending.add(threads.submit(() -> answer(question, begun))));
        try {
            List<RemoteAnswer> given = new ArrayList<>(questions.size());
            for (Future<RemoteAnswer> answer : pending) {
                given.add(answer.get());
            }
            return given;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                // The store's and the log's own: whoever asks tells by their kind whether to ask again.
                throw failure;
            }
            throw new IllegalStateException(bundle.name() + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException(
                    bundle.name() + ": interrupted while waiting for answers");
        } finally {
            pending.forEach(future -> future.cancel(true));
        }
    }

    private RemoteAnswer answer(RemoteQuestion question, long begun) throws InterruptedException {
        byte[] body;
        try {
            body = body(question);
        } catch (ImageException e) {
            return new RemoteAnswer.Failed(
                    e.getMessage(), new RemoteAnswer.RequestCost(0, 0, null, false, seconds(begun), 0));
        }
        String key = StoredAnswer.key(config.api().format().address(config), body);
        Result result = answers.find(key).map(Result::cached).orElse(null);
        if (result == null) {
            result = asking.ask(new Asking.ApiRequest(
                    question, body, begun + config.limits().total().toNanos()));
            StoredAnswer.of(result.outcome()).ifPresent(answer -> answers.put(key, answer));
        }
        return result.answer(config.pricing() != null, seconds(begun));
    }

    private byte[] body(RemoteQuestion question) {
        ApiFormat format = config.api().format();
        RequestImage image = question.image() == null
                ? null
                : RequestImage.of(question.image(), question.imageName(), format.imageTypes(), ImageLimits.DEFAULT);
        RemoteGeneration generation =
                question.generation() == null ? RemoteGeneration.of(config) : question.generation();
        try {
            return JSON.writeValueAsBytes(
                    format.request(config, new ApiFormat.Prompt(question.prompt(), image, generation)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON can be written", e);
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Ends the threads; questions under way are given up. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
