package dev.vlmstream.datasets.formats;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a tar archive, one after the other: ustar with the long names and sizes of GNU and POSIX (pax). Reads
 * no more into memory than a name may have, whatever the archive says of itself.
 */
final class TarReader {
    static final int BLOCK = 512;
    private static final int MOST_NAME = 1 << 16;
    private static final Pattern OCTAL = Pattern.compile("[0-7]{0,12}");
    private static final int MOST_PAX = 1 << 20;

    private final InputStream in;
    private final long most;
    private long position;
    private long unread;
    private @Nullable String longName;
    private long longSize = -1;
    private boolean end;

    /**
     * A file of the archive.
     *
     * @param offset of its content in the archive
     */
    record Member(String name, long size, long offset) {}

    /** @param most how many bytes the archive may have */
    TarReader(InputStream in, long most) {
        this.in = in;
        this.most = most;
    }

    /** Whether these are the first bytes of an archive. */
    static boolean isHeader(byte[] block) {
        try {
            return block.length >= BLOCK && !isEnd(block) && number(block, 148, 8) == checksum(block);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The next file; null at the end. What was not read of the one before is left out.
     *
     * @throws IOException if the archive is broken; names the place
     */
    @Nullable
    Member next() throws IOException {
        longName = null;
        longSize = -1;
        while (true) {
            skip(unread);
            long at = position;
            byte[] header = in.readNBytes(BLOCK);
            position += header.length;
            if (header.length == BLOCK && isEnd(header)) {
                end = true;
                requireNothingMore();
                return null;
            }
            if (header.length == 0) {
                return null;
            }
            if (header.length < BLOCK) {
                throw new EOFException("the archive is cut off at byte " + position);
            }
            if (!isHeader(header)) {
                throw new IOException("there is no tar header at byte " + at + "; the archive is damaged");
            }
            Member file = member(header);
            if (file != null) {
                return file;
            }
        }
    }

    /** Whether the empty blocks that end an archive have been read; they are missing if it was cut off or never closed. */
    boolean hasEnd() {
        return end;
    }

    /** Archives that were joined into one file: everything after the first would be silently left out. */
    private void requireNothingMore() throws IOException {
        byte[] block = in.readNBytes(BLOCK);
        while (block.length == BLOCK && isEnd(block)) {
            position += BLOCK;
            block = in.readNBytes(BLOCK);
        }
        if (isHeader(block)) {
            throw new IOException("another archive begins at byte " + position
                    + ": those that were joined into one file are read as files of their own");
        }
    }

    /** Takes in what a header says; null if it begins no regular file. */
    private @Nullable Member member(byte[] header) throws IOException {
        long size = number(header, 124, 12);
        char type = (char) header[156];
        switch (type) {
            case '0', '\0', '7' -> {
                String name = longName == null ? name(header) : longName;
                long length = longSize < 0 ? size : longSize;
                expect(length, name);
                return new Member(name, length, position);
            }
            case 'L' -> longName = text(special(size, MOST_NAME));
            case 'x' -> pax(special(size, MOST_PAX));
            case 'S' -> throw new IOException("member '" + name(header) + "' is a sparse file, which is not read");
            // Links, folders, pipes and devices have no content, whatever size they tell.
            case '1', '2', '3', '4', '5', '6' -> {
                longName = null;
                longSize = -1;
            }
            default -> expect(size, name(header));
        }
        return null;
    }

    private void expect(long size, String name) throws IOException {
        if (size > most - position) {
            throw new IOException("member '" + name + "' says it has " + size + " bytes, but of the archive only "
                    + Math.max(0, most - position) + " are left; it is cut off, or its header is wrong");
        }
        unread = (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    private byte[] special(long size, int limit) throws IOException {
        if (size > limit) {
            throw new IOException(
                    "a name of " + size + " bytes at byte " + position + "; at most " + limit + " are read");
        }
        expect(size, "");
        return content((int) size);
    }

    /** What the member that came last holds. */
    byte[] content(int size) throws IOException {
        byte[] content = in.readNBytes(size);
        position += content.length;
        unread -= content.length;
        if (content.length < size) {
            throw new EOFException("the archive is cut off at byte " + position);
        }
        return content;
    }

    private void skip(long bytes) throws IOException {
        in.skipNBytes(bytes);
        position += bytes;
        unread = 0;
    }

    /** Lines {@code LENGTH KEY=VALUE}. */
    private void pax(byte[] records) throws IOException {
        for (int at = 0; at < records.length; ) {
            int blank = at;
            while (blank < records.length && records[blank] >= '0' && records[blank] <= '9' && blank - at < 8) {
                blank++;
            }
            int length =
                    blank == at ? 0 : Integer.parseInt(new String(records, at, blank - at, StandardCharsets.US_ASCII));
            if (length <= blank - at + 1 || length > records.length - at) {
                throw new IOException("the extended header before byte " + position + " is damaged");
            }
            String line = new String(records, blank + 1, length - (blank + 1 - at), StandardCharsets.UTF_8);
            if (line.startsWith("path=")) {
                longName = line.substring(5).stripTrailing();
            } else if (line.startsWith("size=") && line.strip().matches("size=\\d{1,18}")) {
                longSize = Long.parseLong(line.strip().substring(5));
            }
            at += length;
        }
    }

    private static boolean isEnd(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static long checksum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    /** Octal digits, or, of large ones, GNU's binary form. */
    private static long number(byte[] header, int from, int length) throws IOException {
        if ((header[from] & 0x80) != 0) {
            long value = ByteBuffer.wrap(header, from + length - 8, 8).getLong();
            return value < 0 ? Long.MAX_VALUE : value;
        }
        String digits = text(Arrays.copyOfRange(header, from, from + length)).strip();
        if (!OCTAL.matcher(digits).matches()) {
            throw new IOException("a header has the number '" + digits + "'");
        }
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    private static String name(byte[] header) {
        String name = text(Arrays.copyOfRange(header, 0, 100));
        boolean posix = new String(header, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
        String prefix = posix ? text(Arrays.copyOfRange(header, 345, 500)) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** Up to the first NUL. */
    private static String text(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
