package dev.vlmstream.datasets.sources.hub;

import dev.vlmstream.datasets.sources.download.DownloadException;
import dev.vlmstream.datasets.sources.download.FileNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One file of a repository.
 *
 * @param path from the repository's root, with slashes
 * @param size bytes
 */
public record HubFile(String path, long size, Checksum checksum) {

    public HubFile {
        if (!FileNames.staysBelow(path)) {
            throw new DownloadException("the hub lists a file \"" + path + "\", which would lie outside its folder or"
                    + " cannot be a file name; nothing was fetched");
        }
        if (size < 0) {
            throw new DownloadException("the hub gives " + path + " a size of " + size + "; nothing was fetched");
        }
    }

    /**
     * What a hub says of a file's contents.
     *
     * @param kind how it is computed
     * @param hex lower-case hexadecimal digits
     */
    record Checksum(Kind kind, String hex) {

        private static final Pattern DIGITS = Pattern.compile("[0-9a-f]+");

        /** Two kinds of storage, two digests. */
        public enum Kind {
            /** Of files in large file storage: SHA-256 of the contents. */
            SHA256("SHA-256", 64),
            /** Of files in git: SHA-1 of {@code blob SIZE}, a zero byte, and the contents. */
            GIT_BLOB("SHA-1", 40);

            private final String algorithm;
            private final int digits;

            Kind(String algorithm, int digits) {
                this.algorithm = algorithm;
                this.digits = digits;
            }
        }

        public Checksum {
            Objects.requireNonNull(kind, "kind");
            if (hex == null
                    || hex.length() != kind.digits
                    || !DIGITS.matcher(hex).matches()) {
                throw new IllegalArgumentException(
                        "checksum is \"" + hex + "\", must be " + kind.digits + " hexadecimal digits");
            }
        }

        /** A digest that has seen what comes before the contents of a file of {@code size} bytes. */
        MessageDigest digest(long size) {
            try {
                MessageDigest digest = MessageDigest.getInstance(kind.algorithm);
                if (kind == Kind.GIT_BLOB) {
                    digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
                }
                return digest;
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has " + kind.algorithm, e);
            }
        }

        /** True if the digest, which has seen the whole file, is this one. Ends the digest. */
        boolean matches(MessageDigest digest) {
            return HexFormat.of().formatHex(digest.digest()).equals(hex);
        }
    }
}
