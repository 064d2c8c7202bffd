package dev.vlmstream.scoring.index;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/** The memory that all of the process's RocksDB instances have together, whatever they hold. */
public final class RocksMemory {
    private static final long CACHE_BYTES = 64L * 1024 * 1024;
    private static final long WRITE_BUFFERS_BYTES = 32L * 1024 * 1024;

    private RocksMemory() {}

    public static Cache cache() {
        return Shared.CACHE;
    }

    /** Their bytes count in {@link #cache()} as well. */
    public static WriteBufferManager writeBuffers() {
        return Shared.WRITE_BUFFERS;
    }

    private static final class Shared {
        static {
            RocksDB.loadLibrary();
        }

        static final Cache CACHE = new LRUCache(CACHE_BYTES);
        static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(WRITE_BUFFERS_BYTES, CACHE);
    }
}
