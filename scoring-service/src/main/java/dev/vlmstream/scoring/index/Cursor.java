package dev.vlmstream.scoring.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Goes through lists side by side, as they were when it was made. For one thread; to be closed. */
public final class Cursor implements AutoCloseable {
    private static final Comparator<Head> ORDER = (a, b) -> {
        int byItem = Head.compareItems(a, b);
        return byItem != 0 ? byItem : Integer.compare(a.list, b.list);
    };

    private final List<Head> heads = new ArrayList<>();
    private final PriorityQueue<Head> next = new PriorityQueue<>(ORDER);
    private final Lock lock;
    private @Nullable Head current;

    /** Keys of one list, from the first to before the end. */
    record Range(byte[] first, byte[] end) {}

    /**
     * @param lock held, and given back when this is closed
     * @throws IndexException if the lists cannot be read; the lock is given back then
     */
    Cursor(RocksDB db, List<Range> lists, Lock lock) {
        this.lock = lock;
        try {
            for (int list = 0; list < lists.size(); list++) {
                Head head = new Head(db, lists.get(list), list);
                heads.add(head);
                if (head.read()) {
                    next.add(head);
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Goes to the next entry; false behind the last. */
    public boolean advance() {
        if (current != null && current.step()) {
            next.add(current);
        }
        current = next.poll();
        return current != null;
    }

    /** Which of the lists the entry is in. */
    public int list() {
        return current.list;
    }

    /** The order of this one's item and the other's. */
    public int compareItem(Cursor other) {
        return Head.compareItems(current, other.current);
    }

    public ScoreIndexStore.Entry entry() {
        return ScoreIndexStore.entry(current.item(), current.iterator.value());
    }

    @Override
    public void close() {
        heads.forEach(Head::close);
        heads.clear();
        lock.unlock();
    }

    private static final class Head {
        private final int list;
        private final Slice end;
        private final ReadOptions options;
        private final RocksIterator iterator;
        private byte[] key;

        Head(RocksDB db, Range range, int list) {
            this.list = list;
            this.end = new Slice(range.end());
            this.options = new ReadOptions().setIterateUpperBound(end);
            this.iterator = db.newIterator(options);
            iterator.seek(range.first());
        }

        static int compareItems(Head a, Head b) {
            return Arrays.compareUnsigned(
                    a.key, ScoreIndexStore.PREFIX, a.key.length, b.key, ScoreIndexStore.PREFIX, b.key.length);
        }

        boolean step() {
            iterator.next();
            return read();
        }

        boolean read() {
            if (!iterator.isValid()) {
                try {
                    iterator.status();
                } catch (RocksDBException e) {
                    throw ScoreIndexStore.failed(e);
                }
                return false;
            }
            key = iterator.key();
            return true;
        }

        String item() {
            return new String(key, ScoreIndexStore.PREFIX, key.length - ScoreIndexStore.PREFIX, StandardCharsets.UTF_8);
        }

        void close() {
            iterator.close();
            options.close();
            end.close();
        }
    }
}
