package dev.vlmstream.scoring.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.StringAppendOperator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Lists of items in order of their ids (UTF-8's bytes), on disk. One thread may add while others read; what was added
 * is seen by whoever reads after it.
 */
public final class ScoreIndexStore implements AutoCloseable {
    /** So many changes are written together. */
    public static final int WRITTEN_TOGETHER = 2000;

    private final RocksDB db;
    private final Options options;
    private final StringAppendOperator behind = new StringAppendOperator("");
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final WriteBatch batch = new WriteBatch();
    /** Native memory must not be freed under a reader. */
    private final ReadWriteLock closing = new ReentrantReadWriteLock();

    private boolean closed;

    static {
        RocksDB.loadLibrary();
    }

    /**
     * Where what is known of an item lies in its topic.
     *
     * @param mark what the list's owner needs without reading the topic
     */
    public record Entry(String item, int partition, long offset, byte mark) {
        /** Without a mark. */
        public Entry(String item, int partition, long offset) {
            this(item, partition, offset, (byte) 0);
        }

        byte[] value() {
            return ByteBuffer.allocate(VALUE)
                    .putInt(partition)
                    .putLong(offset)
                    .put(mark)
                    .array();
        }
    }

    public record Name(int run, int model, int part) {
        private static final int MOST = 0xffff;

        public Name {
            if (model < 0 || model > MOST || part < 0 || part >= MOST) {
                throw new IllegalArgumentException("list " + part + " of model " + model
                        + " of a run: there are at most " + MOST + " of either, of one run");
            }
        }

        byte[] prefix() {
            return ByteBuffer.allocate(PREFIX)
                    .putInt(run)
                    .putShort((short) model)
                    .putShort((short) part)
                    .array();
        }

        /** The first key behind the list. */
        byte[] end() {
            return new Name(run, model, part + 1).prefix();
        }
    }

    static final int PREFIX = Integer.BYTES + 2 * Short.BYTES;
    private static final int VALUE = Integer.BYTES + Long.BYTES + Byte.BYTES;

    ScoreIndexStore(Path directory) {
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(RocksMemory.cache())
                .setCacheIndexAndFilterBlocks(true)
                .setPinTopLevelIndexAndFilter(true)
                .setFilterPolicy(new BloomFilter(10));
        options = new Options()
                .setCreateIfMissing(true)
                .setMergeOperator(behind)
                .setTableFormatConfig(table)
                .setWriteBufferManager(RocksMemory.writeBuffers())
                .setWriteBufferSize(8L * 1024 * 1024)
                .setMaxWriteBufferNumber(2)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setMaxOpenFiles(256)
                .setAvoidFlushDuringShutdown(true);
        try {
            db = RocksDB.open(options, directory.toString());
        } catch (RocksDBException e) {
            throw new IndexException("cannot open an index in " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Adds an item to a list; one of that id that is there already is replaced. */
    public synchronized void put(Name list, Entry entry) {
        write(() -> batch.put(key(list, entry.item()), entry.value()));
    }

    /**
     * Adds an item to a list; one of that id that is there already stays. Without looking for that: what is added lies behind
     * it, and only the first is read.
     */
    public synchronized void putFirst(Name list, Entry entry) {
        write(() -> batch.merge(key(list, entry.item()), entry.value()));
    }

    /** Takes an item out of a list. */
    public synchronized void remove(Name list, String item) {
        write(() -> batch.delete(key(list, item)));
    }

    private interface Change {
        void add() throws RocksDBException;
    }

    private synchronized void write(Change change) {
        if (closed) {
            return;
        }
        try {
            change.add();
            if (batch.count() >= WRITTEN_TOGETHER) {
                flush();
            }
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    private synchronized void flush() throws RocksDBException {
        if (!closed && batch.count() > 0) {
            db.write(unlogged, batch);
            batch.clear();
        }
    }

    public Optional<Entry> get(Name list, String item) {
        Lock lock = open();
        try {
            flush();
            byte[] value = db.get(key(list, item));
            return value == null ? Optional.empty() : Optional.of(entry(item, value));
        } catch (RocksDBException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    /** Goes through several lists as if they were one, in order of item, then of the lists as given. */
    public Cursor cursor(List<Name> lists) {
        return cursor(
                lists.stream()
                        .map(list -> new Cursor.Range(list.prefix(), list.end()))
                        .toList(),
                open());
    }

    /** Goes through the items of a list whose ids begin so, in their order. */
    public Cursor cursor(Name list, String beginning) {
        byte[] first = key(list, beginning);
        byte[] end = first.clone();
        // UTF-8 has no byte 0xff, so the last one can grow.
        end[end.length - 1]++;
        return cursor(List.of(new Cursor.Range(first, end)), open());
    }

    private Cursor cursor(List<Cursor.Range> ranges, Lock lock) {
        try {
            flush();
            return new Cursor(db, ranges, lock);
        } catch (RocksDBException e) {
            lock.unlock();
            throw failed(e);
        }
    }

    /** A lock that keeps it open. */
    private Lock open() {
        Lock lock = closing.readLock();
        lock.lock();
        if (closed) {
            lock.unlock();
            throw new IllegalStateException("the index of scores is closed");
        }
        return lock;
    }

    /** Removes all lists of a run. */
    void drop(int run) {
        Lock lock = open();
        try {
            flush();
            db.deleteRange(unlogged, new Name(run, 0, 0).prefix(), new Name(run + 1, 0, 0).prefix());
        } catch (RocksDBException e) {
            throw failed(e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for those who read. */
    @Override
    public void close() {
        Lock lock = closing.writeLock();
        lock.lock();
        try {
            free();
        } finally {
            lock.unlock();
        }
    }

    private synchronized void free() {
        if (!closed) {
            closed = true;
            batch.close();
            db.close();
            unlogged.close();
            options.close();
            behind.close();
        }
    }

    private static byte[] key(Name list, String item) {
        byte[] id = item.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(PREFIX + id.length)
                .put(list.prefix())
                .put(id)
                .array();
    }

    static Entry entry(String item, byte[] value) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        return new Entry(item, buffer.getInt(), buffer.getLong(), buffer.get());
    }

    static IndexException failed(RocksDBException e) {
        return new IndexException("the index of scores failed: " + e.getMessage(), e);
    }
}
