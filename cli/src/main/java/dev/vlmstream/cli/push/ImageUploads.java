package dev.vlmstream.cli.push;

import dev.vlmstream.cli.rest.IngestClient;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes the bytes of images out of items, some hundred at a time: the store is asked which it lacks, and brought those; then the
 * items continue, in their order. Without a store, bytes stay where they are.
 */
final class ImageUploads {
    private static final int MOST_ITEMS = 500;
    private static final long MOST_BYTES = 32L << 20;

    private final Optional<IngestClient> ingest;
    private final long inlineLimit;
    private final Consumer<Item> onwards;
    private final List<Item> waiting = new ArrayList<>();
    private long bytes;
    private boolean storeless;

    /** @param inlineLimit bytes up to which an image stays in its item */
    ImageUploads(Optional<IngestClient> ingest, long inlineLimit, Consumer<Item> onwards) {
        this.ingest = ingest;
        this.storeless = ingest.isEmpty();
        this.inlineLimit = inlineLimit;
        this.onwards = onwards;
    }

    /** @throws dev.vlmstream.cli.command.CommandFailure if the store does not take what it lacks */
    void add(Item item) {
        if (waiting.isEmpty() && (storeless || !isLarge(item))) {
            onwards.accept(item);
            return;
        }
        waiting.add(item);
        bytes += isLarge(item) ? item.getImage().getSize() : 0;
        if (waiting.size() >= MOST_ITEMS || bytes >= MOST_BYTES) {
            flush();
        }
    }

    private boolean isLarge(Item item) {
        ImageRef image = item.getImage();
        return image != null && image.getBytes() != null && image.getSize() > inlineLimit;
    }

    void flush() {
        Map<String, byte[]> images = new LinkedHashMap<>();
        waiting.stream()
                .filter(this::isLarge)
                .map(Item::getImage)
                .forEach(image -> images.put(image.getSha256(), image.getBytes().array()));
        Set<String> kept = images.isEmpty() ? Set.of() : keep(images);
        waiting.forEach(item -> onwards.accept(
                isLarge(item) && kept.contains(item.getImage().getSha256()) ? withoutBytes(item) : item));
        waiting.clear();
        bytes = 0;
    }

    /** Those that are in the store now; what it does not take for an image stays in its item, which ingest then refuses. */
    private Set<String> keep(Map<String, byte[]> images) {
        if (storeless) {
            return Set.of();
        }
        Optional<Set<String>> missing = ingest.orElseThrow().missing(images.keySet());
        storeless = missing.isEmpty();
        if (storeless) {
            return Set.of();
        }
        Set<String> kept = new HashSet<>(images.keySet());
        images.keySet().retainAll(missing.get());
        kept.removeAll(ingest.orElseThrow().keep(images));
        return kept;
    }

    private static Item withoutBytes(Item item) {
        return Item.newBuilder(item)
                .setImage(ImageRef.newBuilder(item.getImage()).setBytes(null).build())
                .build();
    }
}
