package dev.vlmstream.datasets.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names images that their dataset does not name. */
public final class ImageDigest {
    private ImageDigest() {}

    /** The first 16 hex digits of the SHA-256 of an image's bytes: the same image has the same name wherever it lies. */
    public static String name(byte[] image) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
