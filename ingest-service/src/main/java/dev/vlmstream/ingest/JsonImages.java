package dev.vlmstream.ingest;

import dev.vlmstream.datasets.PushedItem;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.items.ItemRecords;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.MediaType;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.streaming.images.HttpBatch;
import dev.vlmstream.streaming.images.ImageAccessException;
import dev.vlmstream.streaming.images.ImageSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes items of JSON lines, and has their images: paths are looked for below the allowed directories. */
final class JsonImages {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);
    /** Larger files stay where all services may read them; so does what is larger elsewhere, where there is no store. */
    private static final int INLINE_BYTES = 1024 * 1024;

    private final ImageSource source;
    private final List<Path> roots;

    JsonImages(ImageSource source, List<Path> roots) {
        this.source = source;
        this.roots = roots;
    }

    /**
     * The line without its image, but for one whose bytes came with it.
     *
     * @param run null where the sender left it out
     * @throws RejectedException if the bytes are not those that are announced
     */
    static Pushed.Line line(PushedItem pushed, @Nullable String run) {
        ImageRef image = pushed.imageBytes() == null ? null : sent(pushed, pushed.imageBytes());
        Item item = ItemRecords.item(pushed, run, image);
        return new Pushed.Line(
                run,
                item,
                image == null && ItemRecords.imageName(pushed, pushed.imageSha256()) != null ? pushed : null);
    }

    private static ImageRef sent(PushedItem pushed, byte[] bytes) {
        String digest = Digest.of(bytes);
        if (pushed.imageSha256() != null && !pushed.imageSha256().equals(digest)) {
            throw new RejectedException(
                    "the image's bytes have the SHA-256 " + digest + ", not " + pushed.imageSha256());
        }
        return ref(ItemRecords.imageName(pushed, digest), bytes, digest)
                .setBytes(ByteBuffer.wrap(bytes))
                .build();
    }

    /** Begins to fetch what a batch's items lack, in the order in which they are asked for. */
    HttpBatch fetch(List<PushedItem> items) {
        return source.fetchAll(lacking(items));
    }

    /** @param time that what comes by HTTP has, all together */
    HttpBatch fetch(List<PushedItem> items, Duration time) {
        return source.fetchAll(lacking(items), time);
    }

    /** The addresses; what the image store has begins to come. */
    private List<String> lacking(List<PushedItem> items) {
        List<PushedItem> without =
                items.stream().filter(item -> item.imageBytes() == null).toList();
        source.prefetchKept(without.stream()
                .map(PushedItem::imageSha256)
                .filter(Objects::nonNull)
                .toList());
        return without.stream()
                .filter(item -> item.imageSha256() == null)
                .map(PushedItem::imageAddress)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * A line's item, with its image.
     *
     * @param run that it belongs to
     * @throws RejectedException if the image cannot be had
     */
    Item item(Pushed.Line line, String run, HttpBatch fetched) {
        Item.Builder item = Item.newBuilder(line.item()).setRun(run);
        if (line.imageOf() != null) {
            item.setImage(image(line.imageOf(), fetched));
        }
        return item.build();
    }

    private ImageRef image(PushedItem pushed, HttpBatch fetched) {
        try {
            if (pushed.imageSha256() != null) {
                return kept(ItemRecords.imageName(pushed, pushed.imageSha256()), pushed.imageSha256());
            }
            String address = address(pushed.imageAddress());
            return fetched(pushed.imageAddress(), address, source.fetch(address, fetched));
        } catch (ImageAccessException | ImageException e) {
            throw new RejectedException(e.getMessage(), e);
        }
    }

    /** An image that the store has: the event carries no bytes, but what is said of them holds. */
    private ImageRef kept(String name, String digest) throws ImageException {
        byte[] bytes = source.kept(digest, name);
        return ref(name, bytes, digest).setMediaType(MediaType.of(bytes, name)).build();
    }

    private ImageRef fetched(String name, String address, byte[] bytes) {
        boolean inline = bytes.length <= INLINE_BYTES || source.store().isPresent() && !address.startsWith("file:");
        return ref(name, bytes, Digest.of(bytes))
                .setBytes(inline ? ByteBuffer.wrap(bytes) : null)
                .setAddress(inline ? null : address)
                .build();
    }

    private static ImageRef.Builder ref(String name, byte[] bytes, String digest) {
        return ImageRef.newBuilder().setName(name).setSha256(digest).setSize(bytes.length);
    }

    private String address(String image) {
        if (ADDRESS.matcher(image).matches()) {
            return image;
        }
        for (Path root : roots) {
            Path file = below(root, image);
            if (file != null && Files.isRegularFile(file)) {
                return file.toUri().toString();
            }
        }
        throw new RejectedException(shortened(image) + ": no such file below the directories that may be read"
                + " (vlmstream.images.roots: " + roots + "); or send the bytes as base64 in \"image_bytes\"");
    }

    /** Links resolved; null if there is nothing or it lies outside, so that both are refused in the same words. */
    private static @Nullable Path below(Path root, String image) {
        try {
            Path file = root.resolve(image.replaceFirst("^/+", "")).toRealPath();
            return file.startsWith(root.toRealPath()) ? file : null;
        } catch (IOException | InvalidPathException e) {
            return null;
        }
    }

    private static String shortened(String image) {
        return image.length() <= 200 ? image : image.substring(0, 200) + "…";
    }
}
