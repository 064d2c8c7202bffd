package dev.vlmstream.datasets.parquet;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Images that were read on the way to another and may be asked for next, of all files of a dataset: each once, and no more than
 * memory bears. Those that came first go first, and have to be read again.
 */
final class PassedImages {
    /** What a dataset's images take that are shuffled a little at a time; see {@link ImageColumn#window}. */
    static final long WINDOW_BYTES = 8L << 20;

    private static final long MOST_BYTES = 2 * WINDOW_BYTES;

    private final Map<Key, byte[]> images = new LinkedHashMap<>();
    private long bytes;

    private record Key(ImageColumn column, long row) {}

    synchronized void keep(ImageColumn column, long row, byte[] image) {
        if (image.length > MOST_BYTES) {
            return;
        }
        take(column, row);
        images.put(new Key(column, row), image);
        bytes += image.length;
        Iterator<byte[]> first = images.values().iterator();
        while (bytes > MOST_BYTES) {
            bytes -= first.next().length;
            first.remove();
        }
    }

    synchronized byte @Nullable [] take(ImageColumn column, long row) {
        byte[] image = images.remove(new Key(column, row));
        bytes -= image == null ? 0 : image.length;
        return image;
    }
}
