package dev.vlmstream.datasets.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes archives byte by byte, wrong ones too. */
public final class TarFile {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Charset names;

    public TarFile() {
        this(StandardCharsets.UTF_8);
    }

    /** @param names in which names are written */
    TarFile(Charset names) {
        this.names = names;
    }

    public TarFile add(String name, String content) throws IOException {
        return add(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public TarFile add(String name, byte[] content) throws IOException {
        return header(name, '0', String.format(Locale.ROOT, "%011o\0", content.length))
                .content(content);
    }

    TarFile content(byte[] content) throws IOException {
        out.write(content);
        out.write(new byte[(512 - content.length % 512) % 512]);
        return this;
    }

    /** @param size as it stands in the header */
    TarFile header(String name, char type, String size) throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, size);
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        out.write(header);
        return this;
    }

    private void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(names);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    public byte[] unfinished() {
        return out.toByteArray();
    }

    public byte[] bytes() throws IOException {
        out.write(new byte[1024]);
        return out.toByteArray();
    }
}
