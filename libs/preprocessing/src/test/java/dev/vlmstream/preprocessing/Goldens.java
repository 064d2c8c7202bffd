package dev.vlmstream.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Recorded results of the reference implementations, shipped with the tests or lying beside the repository. */
public final class Goldens {
    public static final Path SHIPPED = Path.of("src", "test", "resources", "image");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Goldens() {}

    /** The directory of shared material; it may be absent. */
    public static Path shared() {
        String given = System.getenv("VLMSTREAM_SHARED");
        return given != null ? Path.of(given) : Path.of("..", "..", "..", "shared");
    }

    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Stream<JsonNode> lines(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8).lines().map(line -> {
            try {
                return JSON.readTree(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The one configuration file of a pipeline. */
    public static ImageProcessor pipeline(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return ImageProcessor.load(files.findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SHA-256 of the values as little-endian float32. */
    public static String sha256(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
