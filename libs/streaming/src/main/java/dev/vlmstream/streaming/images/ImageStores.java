package dev.vlmstream.streaming.images;

import dev.vlmstream.datasets.store.ImageStore;
import dev.vlmstream.datasets.store.StoreSettings;
import dev.vlmstream.streaming.config.StreamConfig;
import java.util.Optional;

/** The image store as a service's settings have it. */
final class ImageStores {
    private ImageStores() {}

    /** @throws IllegalStateException if vlmstream.images.store is neither a directory nor a bucket */
    static Optional<ImageStore> open(StreamConfig.Images images) {
        if (images.store().equals(ImageStore.NONE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ImageStore.open(
                    images.store(),
                    new StoreSettings(images.s3Endpoint(), images.s3Region(), images.cache(), images.cacheBytes())));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("vlmstream.images.store: " + e.getMessage(), e);
        }
    }
}
