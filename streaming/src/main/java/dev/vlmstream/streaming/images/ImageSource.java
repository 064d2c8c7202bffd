package dev.vlmstream.streaming.images;

import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.streaming.config.StreamConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The bytes of an image, inline or from an address. A file: address must lie below an allowed directory, links
 * resolved; an http(s): address must name an allowed host that is no private one. Size and digest are verified.
 */
@ApplicationScoped
public class ImageSource {
    private final List<Path> roots;
    private final long maxBytes;
    private final HttpImages http;

    @Inject
    public ImageSource(StreamConfig config) {
        this.roots = config.images().roots().orElse(List.of());
        this.maxBytes = config.images().maxBytes();
        this.http = new HttpImages(
                config.images().httpHosts().orElse(List.of()),
                maxBytes,
                config.images().timeout(),
                PublicAddress::of);
    }

    @PreDestroy
    void close() {
        http.close();
    }

    /**
     * The encoded image.
     *
     * @throws ImageAccessException saying what is wrong with which image
     */
    public byte[] read(ImageRef image) {
        byte[] bytes = image.getBytes() != null ? inline(image.getBytes()) : fetch(image.getAddress(), image.getName());
        if (bytes.length != image.getSize()) {
            throw new ImageAccessException(image.getName() + ": has " + bytes.length + " bytes, " + image.getSize()
                    + " were announced; it changed since it was pushed");
        }
        String digest = sha256(bytes);
        if (!digest.equals(image.getSha256())) {
            throw new ImageAccessException(image.getName() + ": SHA-256 is " + digest + ", " + image.getSha256()
                    + " was announced; it changed since it was pushed");
        }
        return bytes;
    }

    /** The bytes at an address that nothing has been announced of yet. */
    public byte[] fetch(String address, String name) {
        if (address == null) {
            throw new ImageAccessException(name + ": has neither bytes nor an address");
        }
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

    /** Lower-case hexadecimal SHA-256. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
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
