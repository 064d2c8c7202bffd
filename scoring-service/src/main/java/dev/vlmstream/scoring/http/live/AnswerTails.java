package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.scoring.readmodel.ScoreTexts;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.scoring.runs.ScoreEntry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tails of the runs that somebody watches. Nothing is read for a run that nobody does. Used by the one thread of
 * {@link Subscriptions}, which must not wait for Kafka: reading has a thread of its own.
 */
@Singleton
class AnswerTails {
    private final Function<List<ScoreEntry>, List<ItemLine>> texts;
    private final Map<String, AnswerTail> tails = new HashMap<>();
    private final ExecutorService reader = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "scoring-answers");
        thread.setDaemon(true);
        return thread;
    });

    @Inject
    AnswerTails(ScoreTexts texts) {
        this(texts::lines);
    }

    AnswerTails(Function<List<ScoreEntry>, List<ItemLine>> texts) {
        this.texts = texts;
    }

    /** The newest turn of a run; null before the first. */
    AnswerTail.@Nullable Turn newest(String run, RunView view) {
        long now = System.nanoTime();
        tails.values().removeIf(tail -> tail.isLeft(now));
        return tails.computeIfAbsent(run, name -> new AnswerTail(name, texts, now))
                .newest(view, now, reader);
    }

    @PreDestroy
    void close() {
        reader.shutdownNow();
    }
}
