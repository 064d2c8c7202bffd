package dev.vlmstream.inference.anyres;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The embedding after each row of patches, a parameter of the model that is in no graph. */
final class Newline {

    private static final String KEY = "image_newline";
    private static final String FILE = "image_newline.bin";

    private Newline() {}

    /**
     * Reads little-endian float32 from the file that config.json names, or {@code image_newline.bin}.
     *
     * @param width values of an embedding
     * @throws BundleException if the file is missing or of another length
     */
    static float[] read(BundleDirectory bundle, int width) {
        Path file = file(bundle);
        try {
            long length = Files.size(file);
            if (length != (long) width * Float.BYTES) {
                throw new BundleException(file + " has " + length + " bytes, but an embedding is " + width
                        + " values of float32; write the parameter image_newline of this model into it");
            }
            float[] values = new float[width];
            ByteBuffer.wrap(Files.readAllBytes(file))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        } catch (IOException e) {
            throw new BundleException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws BundleException if there is no such file */
    static Path file(BundleDirectory bundle) {
        String name = bundle.config().path(KEY).path("file").asText(FILE);
        if (!bundle.has(name)) {
            throw new BundleException(bundle.path().resolve(name) + " is missing; write the model's parameter"
                    + " image_newline into it, as little-endian float32");
        }
        return bundle.file(name);
    }
}
