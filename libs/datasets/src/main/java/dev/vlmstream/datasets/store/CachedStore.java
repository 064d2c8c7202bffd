package dev.vlmstream.datasets.store;

import java.util.Arrays;
import java.util.Collection;
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
    private final ExecutorService workers = Workers.pool("image-prefetch");

    CachedStore(ImageStore far, StoreSettings settings) {
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
            Workers.result(before);
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
}
