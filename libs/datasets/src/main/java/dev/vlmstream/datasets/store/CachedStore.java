package dev.vlmstream.datasets.store;

import dev.vlmstream.datasets.image.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** A store far away, with copies of what was fetched on disk: those that were not asked for the longest make room. */
final class CachedStore implements ImageStore {
    /** Longer objects are fetched when they are asked for, by whoever knows how long they may be. */
    private static final long PREFETCHED = 32L << 20;

    private final ImageStore far;
    private final DiskCache cache;
    private final Map<String, Future<?>> coming = new ConcurrentHashMap<>();
    private final ExecutorService workers = StoreThreads.pool("image-prefetch");

    CachedStore(ImageStore far, ImageStore.Settings settings) {
        this.far = far;
        this.cache = new DiskCache(settings.cache(), settings.cacheBytes());
    }

    @Override
    public Set<String> missing(Collection<String> digests) {
        return far.missing(digests);
    }

    @Override
    public void put(String digest, byte[] bytes) {
        far.put(digest, bytes);
    }

    @Override
    public void putAll(Map<String, byte[]> images) {
        far.putAll(images);
    }

    @Override
    public Optional<byte[]> get(String digest, long most) {
        Future<?> before = coming.get(digest);
        if (before != null) {
            StoreThreads.result(before);
        }
        Optional<byte[]> copy = cache.get(digest);
        if (copy.isPresent()) {
            return copy.map(bytes -> bytes.length <= most ? bytes : Arrays.copyOf(bytes, (int) most + 1));
        }
        Optional<byte[]> fetched = far.get(digest, most);
        fetched.filter(bytes -> bytes.length <= most).ifPresent(bytes -> cache.put(digest, bytes));
        return fetched;
    }

    @Override
    public boolean isFar() {
        return cache.isKept() && far.isFar();
    }

    @Override
    public void prefetch(Collection<String> digests) {
        if (cache.isKept()) {
            digests.stream().filter(digest -> !cache.has(digest)).forEach(this::fetch);
        }
    }

    private void fetch(String digest) {
        coming.computeIfAbsent(
                digest,
                name -> workers.submit(() -> {
                    try {
                        far.get(name, PREFETCHED)
                                .filter(bytes -> bytes.length <= PREFETCHED)
                                .ifPresent(bytes -> cache.put(name, bytes));
                    } catch (StoreException e) {
                        // Whoever asks for it is told.
                    } finally {
                        coming.remove(name);
                    }
                }));
    }

    @Override
    public void list(Consumer<Kept> each) {
        far.list(each);
    }

    @Override
    public boolean removeUnused(Kept listed) {
        if (!far.removeUnused(listed)) {
            return false;
        }
        cache.remove(listed.digest());
        return true;
    }

    @Override
    public String toString() {
        return far.toString();
    }

    @Override
    public void close() {
        workers.shutdownNow();
        far.close();
    }

    /**
     * Copies on disk, of one process, up to a number of bytes. What an earlier process left is taken over. A copy that cannot be written
     * or is damaged is none.
     */
    private static final class DiskCache {
        private final DirectoryStore directory;
        private final long most;
        /** By when they were asked for, the longest ago first. */
        private final Map<String, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);

        private long bytes;

        DiskCache(Path path, long most) {
            this.directory = new DirectoryStore(path);
            this.most = most;
            if (most > 0) {
                takeOver(path);
            }
        }

        private void takeOver(Path path) {
            if (Files.isDirectory(path)) {
                List<ImageStore.Kept> left = new ArrayList<>();
                directory.list(left::add);
                left.sort(Comparator.comparing(ImageStore.Kept::since));
                left.forEach(kept -> add(kept.digest(), kept.bytes()));
            }
        }

        boolean isKept() {
            return most > 0;
        }

        synchronized boolean has(String digest) {
            return sizes.containsKey(digest);
        }

        Optional<byte[]> get(String digest) {
            synchronized (this) {
                if (sizes.get(digest) == null) {
                    return Optional.empty();
                }
            }
            try {
                Optional<byte[]> copy = directory.get(digest, Integer.MAX_VALUE - 9L);
                if (copy.isPresent() && Digest.of(copy.get()).equals(digest)) {
                    return copy;
                }
                // Deleted by somebody, or damaged: fetched again.
                remove(digest);
                return Optional.empty();
            } catch (StoreException e) {
                return Optional.empty();
            }
        }

        void put(String digest, byte[] copy) {
            if (copy.length > most) {
                return;
            }
            try {
                directory.put(digest, copy);
                add(digest, copy.length);
            } catch (StoreException e) {
                // A full disk costs time, not images.
            }
        }

        private synchronized void add(String digest, long size) {
            Long before = sizes.put(digest, size);
            bytes += size - (before == null ? 0 : before);
            Iterator<Map.Entry<String, Long>> oldest = sizes.entrySet().iterator();
            while (bytes > most && oldest.hasNext()) {
                Map.Entry<String, Long> entry = oldest.next();
                bytes -= entry.getValue();
                oldest.remove();
                directory.remove(entry.getKey());
            }
        }

        void remove(String digest) {
            synchronized (this) {
                Long size = sizes.remove(digest);
                bytes -= size == null ? 0 : size;
            }
            directory.remove(digest);
        }
    }
}
