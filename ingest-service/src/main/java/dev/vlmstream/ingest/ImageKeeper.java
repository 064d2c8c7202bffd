package dev.vlmstream.ingest;

import dev.vlmstream.preprocessing.header.InvalidImageException;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.streaming.images.ImageAccessException;
import dev.vlmstream.streaming.images.ImageSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes of images out of items: they lie in the store before the batch's transaction begins, so that no event refers to
 * what is not there. Of a batch that is done again the store has them already.
 */
final class ImageKeeper {
    /** More do not wait for the end of the batch. */
    private static final long MOST_WAITING = 8L << 20;

    private final ImageSource source;
    private final ImageCheck check;
    private final int inlineBytes;
    private final Map<String, byte[]> waiting = new HashMap<>();
    private long waitingBytes;

    /** @param inlineBytes larger images go to the store, where there is one */
    ImageKeeper(ImageSource source, ImageCheck check, int inlineBytes) {
        this.source = source;
        this.check = check;
        this.inlineBytes = inlineBytes;
    }

    /**
     * The image as it travels on. One that comes without bytes is checked by whoever reads it.
     *
     * @throws RejectedException if its bytes are no image, or not what they are said to be
     * @throws dev.vlmstream.datasets.store.StoreException as {@link #store()}
     */
    @Nullable
    ImageRef keep(@Nullable ImageRef image) {
        if (image == null || image.getBytes() == null) {
            return image;
        }
        try {
            byte[] bytes = source.read(image);
            ImageRef.Builder kept = ImageRef.newBuilder(image).setMediaType(check.mediaType(bytes));
            if (bytes.length > inlineBytes && source.store().isPresent()) {
                waitingBytes += waiting.put(image.getSha256(), bytes) == null ? bytes.length : 0;
                if (waitingBytes > MOST_WAITING) {
                    store();
                }
                kept.setBytes(null).setAddress(null);
            }
            return kept.build();
        } catch (InvalidImageException | ImageAccessException e) {
            String message = e.getMessage();
            throw new RejectedException(
                    message.startsWith(image.getName()) ? message : image.getName() + ": " + message, e);
        }
    }

    /** A batch begins; what an earlier one that failed had left is forgotten. */
    void begin() {
        waiting.clear();
        waitingBytes = 0;
    }

    /**
     * Puts the batch's images into the store.
     *
     * @throws dev.vlmstream.datasets.store.StoreException if it is full or away: nothing of the batch may be written
     */
    void store() {
        if (!waiting.isEmpty()) {
            source.store().ifPresent(store -> store.putAll(waiting));
        }
        begin();
    }
}
