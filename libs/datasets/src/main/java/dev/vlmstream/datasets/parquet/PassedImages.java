package dev.vlmstream.datasets.parquet;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a dataset share, so that memory does not grow with their number: images that were read on the way to another
 * and may come next, each once, and whose pages are held. What came first goes first, and has to be read again. Whoever reads
 * holds its lock.
 */
final class PassedImages {
    /** What a dataset's images take that are shuffled a little at a time; see {@link ImageColumn#window}. */
    static final long WINDOW_BYTES = 8L << 20;

    private static final long MOST_BYTES = 2 * WINDOW_BYTES;

    /** Where one file ends and the next begins, images of both come in turn. */
    private static final int MOST_FILES = 4;

    private final Set<ImageColumn> reading = new LinkedHashSet<>();
    private final Map<Key, byte[]> images = new LinkedHashMap<>();
    private long bytes;

    private record Key(ImageColumn column, long row) {}

    /** Told by a file before it holds a page. */
    void reads(ImageColumn column) {
        reading.remove(column);
        reading.add(column);
        if (reading.size() > MOST_FILES) {
            ImageColumn first = reading.iterator().next();
            reading.remove(first);
            first.release();
        }
    }

    void keep(ImageColumn column, long row, byte[] image) {
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

    byte @Nullable [] take(ImageColumn column, long row) {
        byte[] image = images.remove(new Key(column, row));
        bytes -= image == null ? 0 : image.length;
        return image;
    }
}
