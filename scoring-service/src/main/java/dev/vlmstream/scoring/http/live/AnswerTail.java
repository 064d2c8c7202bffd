package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.live.RunEvent.NewestAnswers;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.scoring.runs.ScoreEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The newest answers of one run with their texts, read once for all who watch it, once a second at most. Of a thousand answers
 * in that second a few are read: more nobody can look at.
 */
final class AnswerTail {
    /** Read in a turn. */
    static final int EACH = 5;
    /** Kept for who comes later. */
    static final int MOST = 60;

    private static final Logger LOG = Logger.getLogger(AnswerTail.class);
    private static final long EVERY = Duration.ofSeconds(1).toNanos();

    private final String run;
    private final Function<List<ScoreEntry>, List<ItemLine>> texts;
    private volatile @Nullable Turn newest;
    private volatile boolean reading;
    private long readAt;
    private long askedAt;

    /**
     * What came in one turn.
     *
     * @param number of the turn, from 1
     * @param seen how many answers had come by then
     * @param news what this turn brought
     * @param kept by now, newest first
     */
    record Turn(long number, long seen, NewestAnswers news, List<ItemLine> kept) {
        /** For who has had nothing yet. */
        NewestAnswers whole() {
            return new NewestAnswers(news.run(), seen, 0, kept);
        }
    }

    /** @param texts reads the lines of entries, which takes its time */
    AnswerTail(String run, Function<List<ScoreEntry>, List<ItemLine>> texts, long now) {
        this.run = run;
        this.texts = texts;
        this.readAt = now - EVERY;
        this.askedAt = now;
    }

    /**
     * The newest turn; null before the first. Has another one read if it is time and something has come.
     *
     * @param now of {@link System#nanoTime}
     * @param reader where reading is done
     */
    @Nullable
    Turn newest(RunView view, long now, Executor reader) {
        askedAt = now;
        Turn known = newest;
        if (!reading && now - readAt >= EVERY && (known == null || known.seen() != view.arrived())) {
            double seconds = (now - readAt) / 1e9;
            readAt = now;
            reading = true;
            reader.execute(() -> read(view, known, seconds));
        }
        return known;
    }

    /** Whether nobody has asked for a while. */
    boolean isLeft(long now) {
        return now - askedAt > 5 * EVERY;
    }

    private void read(RunView view, @Nullable Turn before, double seconds) {
        try {
            long arrived = view.arrived();
            long seen = before == null ? 0 : before.seen();
            List<ScoreEntry> fresh = view.newest(seen);
            List<ItemLine> lines = texts.apply(before == null ? fresh : spread(fresh, EACH)).stream()
                    .map(ItemLine::brief)
                    .toList();
            List<ItemLine> kept = new ArrayList<>(lines);
            if (before != null) {
                kept.addAll(before.kept());
            }
            newest = new Turn(
                    before == null ? 1 : before.number() + 1,
                    arrived,
                    new NewestAnswers(run, arrived - seen, seconds, lines),
                    List.copyOf(kept.subList(0, Math.min(MOST, kept.size()))));
        } catch (RuntimeException e) {
            LOG.warnf("newest answers of %s: %s; trying again", run, e.toString());
        } finally {
            reading = false;
        }
    }

    /** This many of the entries, from all over the list: one batch of one model must not hide the others. */
    static List<ScoreEntry> spread(List<ScoreEntry> entries, int most) {
        if (entries.size() <= most) {
            return entries;
        }
        List<ScoreEntry> some = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            some.add(entries.get(i * entries.size() / most));
        }
        return some;
    }
}
