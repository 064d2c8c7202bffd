package dev.vlmstream.preprocessing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Small files that ask for much more than they are. */
public final class HostileImages {
    private static final int RGB = 2;

    private HostileImages() {}

    /** A sound PNG of 1 bit a pixel, all black: 9990 × 9990 pixels are 12 KB. */
    public static byte[] blackPng(int width, int height) {
        return png(width, height, 1, 0, new byte[0], (long) height * ((width + 7) / 8 + 1));
    }

    /** A sound PNG of 8 × 8 pixels whose colour profile is this many bytes once it is inflated. */
    public static byte[] pngWithProfile(int inflated) {
        byte[] profile = deflated(inflated);
        byte[] named = ByteBuffer.allocate(2 + 1 + profile.length)
                .put((byte) 'p')
                .put((byte) 0)
                .put((byte) 0)
                .put(profile)
                .array();
        return png(8, 8, 8, RGB, chunk("iCCP", named), 8 * 25);
    }

    /** A PNG of 8 × 8 pixels whose image data continues for this many bytes. */
    public static byte[] pngWithSurplus(int inflated) {
        return png(8, 8, 8, RGB, new byte[0], 8 * 25 + (long) inflated);
    }

    private static byte[] png(int width, int height, int depth, int colour, byte[] between, long raw) {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) depth).put((byte) colour);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
        file.writeBytes(chunk("IHDR", header.array()));
        file.writeBytes(between);
        file.writeBytes(chunk("IDAT", deflated(raw)));
        file.writeBytes(chunk("IEND", new byte[0]));
        return file.toByteArray();
    }

    private static byte[] deflated(long zeros) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        byte[] in = new byte[1 << 16];
        byte[] buffer = new byte[1 << 16];
        for (long left = zeros; !deflater.finished(); ) {
            if (deflater.needsInput()) {
                int n = (int) Math.min(left, in.length);
                deflater.setInput(in, 0, n);
                left -= n;
                if (left == 0) {
                    deflater.finish();
                }
            }
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
        chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) crc.getValue()).array();
    }

    /** A sound TIFF of 8 × 8 greys with this many more tags, each of which claims all the file's bytes: 16,000 are 192 KB. */
    public static byte[] tiffWithOverlappingTags(int tags) {
        return tiff(tags, 8, 64);
    }

    /**
     * A TIFF of 8 × 8 greys.
     *
     * @param overlapping how many more tags claim all the file's bytes
     * @param rowsPerStrip rows of a strip
     * @param stripBytes length of each strip, all of which begin at the same place
     */
    static byte[] tiff(int overlapping, int rowsPerStrip, int stripBytes) {
        int strips = (8 + rowsPerStrip - 1) / rowsPerStrip;
        int entries = 9 + overlapping;
        int data = 8 + 2 + 12 * entries + 4;
        int length = data + 8 * strips + Math.max(64, stripBytes);
        ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) entries);
        int pixels = data + 8 * strips;
        entry(file, 256, 3, 1, 8);
        entry(file, 257, 3, 1, 8);
        entry(file, 258, 3, 1, 8);
        entry(file, 259, 3, 1, 1);
        entry(file, 262, 3, 1, 1);
        entry(file, 273, 4, strips, strips == 1 ? pixels : data);
        entry(file, 277, 3, 1, 1);
        entry(file, 278, 3, 1, rowsPerStrip);
        entry(file, 279, 4, strips, strips == 1 ? stripBytes : data + 4 * strips);
        for (int i = 0; i < overlapping; i++) {
            entry(file, 40_000 + i, 3, (length - 8) / 2, 8);
        }
        file.putInt(0);
        for (int i = 0; i < strips; i++) {
            file.putInt(data + 4 * i, pixels);
            file.putInt(data + 4 * strips + 4 * i, stripBytes);
        }
        return file.array();
    }

    private static void entry(ByteBuffer file, int tag, int type, int count, int value) {
        file.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    /** A JPEG whose last scan comes this many times more. */
    static byte[] jpegWithScans(byte[] jpeg, int more) {
        int scan = jpeg.length;
        do {
            scan--;
        } while ((jpeg[scan] & 0xff) != 0xff || (jpeg[scan + 1] & 0xff) != 0xda);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(jpeg, 0, scan);
        for (int i = 0; i <= more; i++) {
            file.write(jpeg, scan, jpeg.length - 2 - scan);
        }
        file.write(jpeg, jpeg.length - 2, 2);
        return file.toByteArray();
    }

    /** A GIF of one pixel, by its screen, whose first frame is of another size. */
    static byte[] gifWithFrame(int width, int height) {
        ByteBuffer file = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        file.put("GIF89a".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 1)
                .putShort((short) 1);
        file.put(new byte[3]).put((byte) ',').putInt(0).putShort((short) width).putShort((short) height);
        return file.array();
    }

    /** The header of an uncompressed BMP of 24 bits, and no pixels. */
    static byte[] bmpWithoutPixels(int width, int height) {
        ByteBuffer file = ByteBuffer.allocate(54).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 'B')
                .put((byte) 'M')
                .putInt(10, 54)
                .putInt(14, 40)
                .putInt(18, width)
                .putInt(22, height);
        return file.putShort(26, (short) 1).putShort(28, (short) 24).array();
    }

    /** The header of a TGA of 24 bits without pixels; its runs, if it has any, take less than a byte for each. */
    static byte[] tgaWithoutPixels(int width, int height, boolean runs) {
        ByteBuffer file = ByteBuffer.allocate(18).order(ByteOrder.LITTLE_ENDIAN);
        return file.put(2, (byte) (runs ? 10 : 2))
                .putShort(12, (short) width)
                .putShort(14, (short) height)
                .put(16, (byte) 24)
                .array();
    }

    /** An icon of one picture, which its entry calls one of 16 × 16 pixels; it begins behind the entry, and may end anywhere. */
    static byte[] icon(byte[] picture, int length) {
        ByteBuffer file = ByteBuffer.allocate(22 + picture.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(2, (byte) 1).put(4, (byte) 1).put(6, (byte) 16).put(7, (byte) 16);
        return file.putInt(14, length).putInt(18, 22).put(22, picture).array();
    }
}
