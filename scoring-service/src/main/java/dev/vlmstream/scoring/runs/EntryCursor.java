package dev.vlmstream.scoring.runs;

import dev.vlmstream.scoring.index.Cursor;
import dev.vlmstream.scoring.index.ScoreIndexStore;
import java.util.ArrayList;
import java.util.List;

/** Goes through scores in order of item, then model, as they were when it was made. For one thread; to be closed. */
public final class EntryCursor implements AutoCloseable {
    private final List<Source> sources;
    private final Cursor cursor;

    private record Source(String model, ScoreFilter part) {}

    private EntryCursor(List<Source> sources, Cursor cursor) {
        this.sources = sources;
        this.cursor = cursor;
    }

    /** @param models in the order in which an item's scores are to come */
    static EntryCursor of(ScoreIndexStore store, List<ModelScores> models, List<ScoreFilter> parts) {
        List<Source> sources = new ArrayList<>();
        List<ScoreIndexStore.Name> names = new ArrayList<>();
        for (ModelScores model : models) {
            for (ScoreFilter part : parts) {
                sources.add(new Source(model.model(), part));
                names.add(model.list(part));
            }
        }
        return new EntryCursor(sources, store.cursor(names));
    }

    /** Goes through one list that is not of scores. */
    static EntryCursor of(ScoreIndexStore store, ScoreIndexStore.Name list) {
        return new EntryCursor(List.of(), store.cursor(List.of(list)));
    }

    /** Continues to the next score; false behind the last. */
    public boolean advance() {
        return cursor.advance();
    }

    public ScoreEntry entry() {
        Source source = sources.get(cursor.list());
        ScoreIndexStore.Entry at = cursor.entry();
        return new ScoreEntry(at.item(), source.model(), source.part(), at.partition(), at.offset());
    }

    /** The entry as it is in its list. */
    ScoreIndexStore.Entry at() {
        return cursor.entry();
    }

    public boolean isRight() {
        return sources.get(cursor.list()).part() == ScoreFilter.RIGHT;
    }

    /** The next scores, at most this many; empty behind the last. */
    public List<ScoreEntry> next(int most) {
        List<ScoreEntry> entries = new ArrayList<>();
        while (entries.size() < most && advance()) {
            entries.add(entry());
        }
        return entries;
    }

    /** Calls the action while both cursors stand at one item, for each item that both have. */
    public static void join(EntryCursor a, EntryCursor b, Runnable action) {
        boolean both = a.advance() && b.advance();
        while (both) {
            int order = a.cursor.compareItem(b.cursor);
            if (order == 0) {
                action.run();
                both = a.advance() && b.advance();
            } else {
                both = order < 0 ? a.advance() : b.advance();
            }
        }
    }

    @Override
    public void close() {
        cursor.close();
    }
}
