package dev.vlmstream.preprocessing.codec;

import dev.vlmstream.preprocessing.header.TgaHeader;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.IOException;

/** TGA: with a colour map, true colour and grey, plain and as runs. Alpha is dropped. */
public final class TgaDecoder {
    private static final int RUN = 0x80;

    private final EncodedBytes source;
    private final TgaHeader header;
    /** Where the next packet or its next pixel is. */
    private int at;
    /** How many pixels the packet has left. */
    private int left;

    private boolean repeated;

    private TgaDecoder(EncodedBytes source, TgaHeader header) {
        this.source = source;
        this.header = header;
        this.at = header.data();
    }

    public static RgbImage decode(EncodedBytes source) throws IOException {
        TgaHeader header = TgaHeader.read(source.bytes());
        byte[] rgb = new TgaDecoder(source, header).rgb();
        return source.image(header.width(), header.height(), rgb, mode(header));
    }

    private byte[] rgb() throws IOException {
        int width = header.width();
        int height = header.height();
        byte[] palette = palette();
        byte[] rgb = RgbImage.bytes(width, height);
        for (int y = 0; y < height; y++) {
            int row = header.topDown() ? y : height - 1 - y;
            for (int x = 0; x < width; x++) {
                int out = 3 * (row * width + (header.rightToLeft() ? width - 1 - x : x));
                if (header.depth() == 1) {
                    int bit = source.u8(header.data() + y * header.rowBytes() + (x >> 3)) >> 7 - (x & 7) & 1;
                    grey(255 * bit, rgb, out);
                } else {
                    toRgb(pixel(), palette, rgb, out);
                }
            }
        }
        return rgb;
    }

    /** The place of the next pixel. */
    private int pixel() throws IOException {
        int bytes = header.depth() / 8;
        if (header.runs() && left == 0) {
            int packet = source.u8(at++);
            left = (packet & ~RUN) + 1;
            repeated = (packet & RUN) != 0;
        }
        left--;
        int pixel = at;
        at += header.runs() && repeated && left > 0 ? 0 : bytes;
        return pixel;
    }

    private void toRgb(int pixel, byte[] palette, byte[] rgb, int out) throws IOException {
        switch (header.kind()) {
            case 1 -> System.arraycopy(palette, 3 * source.u8(pixel), rgb, out, 3);
            case 2 -> colour(pixel, header.depth() / 8, rgb, out);
            default -> {
                source.u8(pixel + header.depth() / 8 - 1);
                grey(source.u8(pixel), rgb, out);
            }
        }
    }

    private static void grey(int value, byte[] rgb, int out) {
        for (int c = 0; c < 3; c++) {
            rgb[out + c] = (byte) value;
        }
    }

    /** Of two bytes, five bits for each colour; of more, blue comes first. */
    private void colour(int from, int bytes, byte[] rgb, int out) throws IOException {
        int pair = source.u16le(from);
        source.u8(from + bytes - 1);
        for (int c = 0; c < 3; c++) {
            rgb[out + c] = (byte) (bytes == 2 ? (pair >> 10 - 5 * c & 31) * 255 / 31 : source.u8(from + 2 - c));
        }
    }

    /** 256 RGB triples; indices outside the file's map are black, as in Pillow. */
    private byte[] palette() throws IOException {
        if (header.first() + header.colours() > 256) {
            throw new IOException("a colour map of " + (header.first() + header.colours()) + " colours");
        }
        byte[] palette = new byte[3 * 256];
        for (int i = 0; i < header.colours(); i++) {
            colour(header.map() + i * header.colourBytes(), header.colourBytes(), palette, 3 * (header.first() + i));
        }
        return palette;
    }

    /** Pillow's name of the mode. */
    private static String mode(TgaHeader header) {
        return switch (header.kind()) {
            case 1 -> "P";
            case 2 -> header.depth() == 24 ? "RGB" : "RGBA";
            default -> header.depth() == 1 ? "1" : header.depth() == 8 ? "L" : "LA";
        };
    }
}
