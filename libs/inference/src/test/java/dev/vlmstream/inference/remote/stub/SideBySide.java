package dev.vlmstream.inference.remote.stub;

import dev.vlmstream.inference.remote.RemoteAnswer;
import dev.vlmstream.inference.remote.RemoteModel;
import dev.vlmstream.inference.remote.RemoteQuestion;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Asks a model several questions at a time, as loops do. */
public final class SideBySide {
    private SideBySide() {}

    /**
     * @return one answer per question, in order
     * @throws RuntimeException of the first question that failed, once all have ended
     */
    public static List<RemoteAnswer> ask(RemoteModel model, List<RemoteQuestion> questions) {
        return ask(model, questions, model::ask);
    }

    /** @param each asks one question */
    public static List<RemoteAnswer> ask(
            RemoteModel model, List<RemoteQuestion> questions, Function<RemoteQuestion, RemoteAnswer> each) {
        ExecutorService threads =
                Executors.newFixedThreadPool(model.config().limits().maxConcurrency());
        try {
            List<CompletableFuture<RemoteAnswer>> asked = questions.stream()
                    .map(question -> CompletableFuture.supplyAsync(() -> each.apply(question), threads))
                    .toList();
            CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                    .exceptionally(failure -> null)
                    .join();
            return asked.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            threads.shutdownNow();
        }
    }
}
