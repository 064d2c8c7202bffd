package dev.vlmstream.streaming.images;

import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.store.Digest;
import dev.vlmstream.store.ImageStore;
import dev.vlmstream.store.StoreException;
import dev.vlmstream.streaming.config.StreamConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of an image: inline, from an address, or from the image store. A file: address must lie below an allowed directory, links
 * resolved; an http(s): address must name an allowed host, and that a public address. Size and digest are verified.
 */
@ApplicationScoped
public class ImageSource {
    private final List<Path> roots;
    private final long maxBytes;
    private final HttpImages http;
    private final Optional<ImageStore> store;

    @Inject
    public ImageSource(StreamConfig config) {
        this(config, ImageStores.open(config.images()));
    }

    private ImageSource(StreamConfig config, Optional<ImageStore> store) {
        this.store = store;
        this.roots = config.images().roots().orElse(List.of());
        this.maxBytes = config.images().maxBytes();
        this.http = new HttpImages(
                new AllowedHosts(
                        "vlmstream.images.http-hosts",
                        config.images().httpHosts().orElse(List.of())),
                maxBytes,
                config.images().timeout(),
                PublicAddress::of);
    }

    @PreDestroy
    void close() {
        http.close();
        store.ifPresent(ImageStore::close);
    }

    /** The image store, where there is one. */
    public Optional<ImageStore> store() {
        return store;
    }

    /**
     * The encoded image.
     *
     * @throws ImageAccessException saying what is wrong with which image
     * @throws StoreException if the image store cannot be used just now
     */
    public byte[] read(ImageRef image) {
        byte[] bytes = bytes(image);
        if (bytes.length != image.getSize()) {
            throw new ImageAccessException(image.getName() + ": has " + bytes.length + " bytes, " + image.getSize()
                    + " were announced; it changed since it was pushed");
        }
        String digest = Digest.of(bytes);
        if (!digest.equals(image.getSha256())) {
            throw new ImageAccessException(image.getName() + ": SHA-256 is " + digest + ", " + image.getSha256()
                    + " was announced; it changed since it was pushed");
        }
        return bytes;
    }

    private byte[] bytes(ImageRef image) {
        if (image.getBytes() != null) {
            return inline(image.getBytes());
        }
        return image.getAddress() != null
                ? fetch(image.getAddress(), image.getName())
                : stored(image.getSha256(), image.getName());
    }

    /**
     * What the image store keeps under a digest, verified.
     *
     * @throws ImageAccessException if it has no such image, or a broken one
     * @throws StoreException if the image store cannot be used just now
     */
    public byte[] kept(String digest, String name) {
        byte[] bytes = stored(digest, name);
        if (bytes.length > maxBytes) {
            throw new ImageAccessException(
                    name + ": has more than the " + maxBytes + " bytes of vlmstream.images.max-bytes");
        }
        String own = Digest.of(bytes);
        if (!own.equals(digest)) {
            throw new ImageAccessException(
                    name + ": what the image store has as " + digest + " has the SHA-256 " + own);
        }
        return bytes;
    }

    private byte[] stored(String digest, String name) {
        if (store.isEmpty()) {
            throw new ImageAccessException(name
                    + ": has neither bytes nor an address, and there is no image store to look for " + digest
                    + " (vlmstream.images.store)");
        }
        if (!Digest.isOne(digest)) {
            throw new ImageAccessException(name + ": \"" + digest + "\" is no SHA-256 in lower-case hexadecimal");
        }
        return store.get()
                .get(digest, maxBytes)
                .orElseThrow(() -> new ImageAccessException(name + ": " + digest + " is not in the image store "
                        + store.get() + "; do all services have the same (vlmstream.images.store)?"));
    }

    /** Whether the image store is so far away that it pays to fetch ahead. */
    public boolean isFar() {
        return store.map(ImageStore::isFar).orElse(false);
    }

    /** Begins to fetch images that will be read soon. */
    public void prefetch(List<ImageRef> images) {
        prefetchKept(images.stream()
                .filter(image -> image.getBytes() == null && image.getAddress() == null)
                .map(ImageRef::getSha256)
                .filter(Digest::isOne)
                .toList());
    }

    /** Begins to fetch images of the image store that will be read soon, by their digests. */
    public void prefetchKept(List<String> digests) {
        store.ifPresent(far -> far.prefetch(digests));
    }

    /** The bytes at an address that nothing has been announced of yet. */
    public byte[] fetch(String address, String name) {
        URI uri = parse(address);
        return switch (String.valueOf(uri.getScheme()).toLowerCase(java.util.Locale.ROOT)) {
            case "file" -> readFile(uri);
            case "http", "https" -> http.get(uri);
            default ->
                throw new ImageAccessException(
                        address
                                + ": not an address that can be read here; use file:, http: or https:, or send the bytes inline");
        };
    }

    private static byte[] inline(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static URI parse(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new ImageAccessException(address + ": not an address: " + e.getMessage());
        }
    }

    private byte[] readFile(URI uri) {
        try {
            Path file = Path.of(uri).toRealPath();
            if (!isAllowed(file) || !Files.isRegularFile(file)) {
                throw unreadable(uri);
            }
            long size = Files.size(file);
            if (size > maxBytes) {
                throw new ImageAccessException(
                        uri + ": has " + size + " bytes, more than the " + maxBytes + " of vlmstream.images.max-bytes");
            }
            return Files.readAllBytes(file);
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(uri);
        }
    }

    /** Outside the roots, whether a file exists is nobody's business: one message for both. */
    private ImageAccessException unreadable(URI uri) {
        return new ImageAccessException(
                uri + ": no file, or outside the directories that may be read (vlmstream.images.roots: " + roots + ")");
    }

    private boolean isAllowed(Path file) throws IOException {
        for (Path root : roots) {
            if (Files.isDirectory(root) && file.startsWith(root.toRealPath())) {
                return true;
            }
        }
        return false;
    }
}
