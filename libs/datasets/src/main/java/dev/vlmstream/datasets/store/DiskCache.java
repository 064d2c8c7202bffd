package dev.vlmstream.datasets.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies on disk, of one process, up to a number of bytes. What an earlier process left is taken over. A copy that cannot be written
 * or is damaged is none.
 */
final class DiskCache {
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
