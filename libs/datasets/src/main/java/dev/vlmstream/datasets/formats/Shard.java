package dev.vlmstream.datasets.formats;

import com.github.luben.zstd.ZstdInputStream;
import dev.vlmstream.datasets.Source;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * One archive, packed or not.
 *
 * @param packing told by the first bytes
 */
record Shard(Path path, Packing packing) {
    /** Images are hardly made smaller, and labels not to a hundredth: what unpacks to more is made to fill disks. */
    private static final long MOST_UNPACKED = 200;

    private static final long ALWAYS_UNPACKED = 1L << 30;
    /** Of images, headers alone are read; more would be read in vain. */
    private static final int HEADERS = 4 * TarReader.BLOCK;

    /** More than a block of Zstandard. */
    private static final int START = 1 << 18;

    enum Packing {
        NONE,
        GZIP,
        ZSTANDARD
    }

    static Shard of(Path path) throws IOException {
        return new Shard(path, packing(Source.start(path, 4)));
    }

    private static Packing packing(byte[] start) {
        if (begins(start, 0x1f, 0x8b)) {
            return Packing.GZIP;
        }
        return begins(start, 0x28, 0xb5, 0x2f, 0xfd) ? Packing.ZSTANDARD : Packing.NONE;
    }

    private static boolean begins(byte[] bytes, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a file is one, by its first bytes; of a packed file that is cut off before it shows what it is, it is assumed. */
    static boolean isOne(Path path) throws IOException {
        byte[] start = Source.start(path, TarReader.BLOCK);
        boolean packed = packing(start) != Packing.NONE;
        start = packed ? Source.start(path, START) : start;
        try (InputStream in = unpacked(new ByteArrayInputStream(start), packing(start))) {
            return TarReader.isHeader(in.readNBytes(TarReader.BLOCK));
        } catch (IOException e) {
            return packed;
        }
    }

    boolean isPacked() {
        return packing != Packing.NONE;
    }

    InputStream open() throws IOException {
        // Of the streams that Java 17 has, this one does not read what it skips.
        return unpacked(new FileInputStream(path.toFile()), packing);
    }

    private static InputStream unpacked(InputStream in, Packing packing) throws IOException {
        return switch (packing) {
            case NONE -> new BufferedInputStream(in, HEADERS);
            case GZIP -> new BufferedInputStream(new GZIPInputStream(in, 1 << 16));
            case ZSTANDARD -> new BufferedInputStream(new ZstdInputStream(in));
        };
    }

    /** How many bytes there can be in it. */
    long mostBytes() throws IOException {
        long size = Files.size(path);
        return isPacked() ? Math.max(ALWAYS_UNPACKED, size * MOST_UNPACKED) : size;
    }
}
