package dev.vlmstream.streaming.images;

import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.store.ImageStore;
import dev.vlmstream.datasets.store.StoreException;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.streaming.config.StreamConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The bytes of an image: inline, from an address, or from the image store. A file: address must lie below an allowed directory, links
 * resolved; an http(s): address must name an allowed host, and that a public address. Size and digest are verified.
 */
@ApplicationScoped
public class ImageSource {
    /** What was fetched over HTTP and not yet read, of all batches at once. */
    private static final int HEAP_SHARE = 8;

    private final List<Path> roots;
    private final long maxBytes;
    private final HttpImages http;
    private final Optional<ImageStore> store;

    @Inject
    public ImageSource(StreamConfig config) {
        this(config, PublicAddress::of);
    }

    /** @param lookUp where a host is; but in tests, {@link PublicAddress#of} */
    public ImageSource(StreamConfig config, Function<String, InetAddress> lookUp) {
        StreamConfig.Images images = config.images();
        this.store = store(images);
        this.roots = images.roots().orElse(List.of());
        this.maxBytes = images.maxBytes();
        this.http = new HttpImages(
                new AllowedHosts(
                        "vlmstream.images.http-hosts", images.httpHosts().orElse(List.of())),
                maxBytes,
                images.timeout(),
                config.maxBatchAge().dividedBy(2),
                Runtime.getRuntime().maxMemory() / HEAP_SHARE,
                lookUp);
    }

    private static Optional<ImageStore> store(StreamConfig.Images images) {
        if (images.store().equals(ImageStore.NONE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ImageStore.open(
                    images.store(),
                    new ImageStore.Settings(
                            images.s3Endpoint(), images.s3Region(), images.cache(), images.cacheBytes())));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("vlmstream.images.store: " + e.getMessage(), e);
        }
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
     * Begins to fetch the images of a batch, side by side where that helps.
     *
     * @param images in the order in which they will be read, one as often as it will be
     */
    public HttpBatch begin(List<ImageRef> images) {
        prefetch(images);
        return fetchAll(images.stream()
                .filter(image -> image.getBytes() == null && image.getAddress() != null)
                .map(ImageRef::getAddress)
                .toList());
    }

    /** As {@link #begin}, by their addresses. */
    public HttpBatch fetchAll(List<String> addresses) {
        return fetchAll(addresses, http.batch());
    }

    /** @param time that they have together, at most half of {@code vlmstream.max-batch-age} */
    public HttpBatch fetchAll(List<String> addresses, Duration time) {
        return fetchAll(addresses, http.batch(time));
    }

    private static HttpBatch fetchAll(List<String> addresses, HttpBatch batch) {
        batch.prefetch(addresses.stream().flatMap(ImageSource::web).toList());
        return batch;
    }

    /** What is no address is told to whoever asks for it. */
    private static Stream<URI> web(String address) {
        try {
            return Stream.of(URI.create(address)).filter(ImageSource::isWeb);
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    private static boolean isWeb(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    }

    /** One encoded image, as {@link #read(ImageRef, HttpBatch)}. */
    public byte[] read(ImageRef image) {
        try (HttpBatch alone = http.batch()) {
            return read(image, alone);
        }
    }

    /**
     * The encoded image.
     *
     * @param batch that it belongs to, begun with it or not
     * @throws ImageAccessException saying what is wrong with which image
     * @throws StoreException if the image store cannot be used just now
     */
    public byte[] read(ImageRef image, HttpBatch batch) {
        byte[] bytes = bytes(image, batch);
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

    private byte[] bytes(ImageRef image, HttpBatch batch) {
        if (image.getBytes() != null) {
            return inline(image.getBytes());
        }
        return image.getAddress() != null
                ? fetch(image.getAddress(), batch)
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
    public byte[] fetch(String address, HttpBatch batch) {
        URI uri = parse(address);
        if (isWeb(uri)) {
            return batch.get(uri);
        }
        if ("file".equalsIgnoreCase(uri.getScheme())) {
            return readFile(uri);
        }
        throw new ImageAccessException(address
                + ": not an address that can be read here; use file:, http: or https:, or send the bytes inline");
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
