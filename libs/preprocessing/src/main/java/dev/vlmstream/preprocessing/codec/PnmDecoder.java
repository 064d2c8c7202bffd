package dev.vlmstream.preprocessing.codec;

import dev.vlmstream.preprocessing.header.PnmHeader;
import dev.vlmstream.preprocessing.header.PnmNumbers;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.EOFException;
import java.io.IOException;

/** Netpbm's PBM, PGM and PPM, plain and raw, of up to 16 bits; of several pictures in a file the first. */
public final class PnmDecoder {
    private final EncodedBytes source;
    private final PnmHeader header;
    private final PnmNumbers plain;
    private final byte[] light;

    private PnmDecoder(EncodedBytes source, PnmHeader header) {
        this.source = source;
        this.header = header;
        this.plain = new PnmNumbers(source.bytes(), header.data());
        this.light = light(header);
    }

    public static RgbImage decode(EncodedBytes source) throws IOException {
        PnmHeader header = PnmHeader.read(source.bytes());
        byte[] rgb = new PnmDecoder(source, header).rgb();
        return source.image(header.width(), header.height(), rgb, mode(header));
    }

    private byte[] rgb() throws IOException {
        byte[] rgb = RgbImage.bytes(header.width(), header.height());
        int samples = header.samples();
        int out = 0;
        for (int y = 0; y < header.height(); y++) {
            for (int x = 0; x < header.width(); x++) {
                for (int c = 0; c < 3; c++, out++) {
                    rgb[out] = c < samples ? light[sample(y, x * samples + c)] : rgb[out - 1];
                }
            }
        }
        return rgb;
    }

    /** The {@code i}-th of a row; plain ones are read in their order. */
    private int sample(int y, int i) throws IOException {
        if (header.isPlain()) {
            return plain();
        }
        int row = (int) (header.data() + y * header.rowBytes());
        if (header.isBitmap()) {
            return source.u8(row + (i >> 3)) >> 7 - (i & 7) & 1;
        }
        return header.most() > 255 ? source.u16be(row + 2 * i) : source.u8(row + i);
    }

    private int plain() throws IOException {
        int sample = header.isBitmap() ? plain.digit() : plain.next(header.most());
        if (sample < 0 && plain.ended()) {
            throw new EOFException("it ends before its last sample");
        }
        if (sample < 0 || sample > header.most()) {
            throw new IOException("a sample is no number from 0 to " + header.most());
        }
        return sample;
    }

    /** What each sample becomes; greys of more than 8 bits are brought to 16 and clipped at 255, as Pillow does. */
    private static byte[] light(PnmHeader header) {
        int most = header.most();
        byte[] light = new byte[most > 255 ? 1 << 16 : 1 << 8];
        int full = most > 255 && header.samples() == 1 ? 65_535 : 255;
        for (int i = 0; i < light.length; i++) {
            light[i] = (byte) Math.min(255, Math.rint((double) i / most * full));
        }
        if (header.isBitmap()) {
            light[0] = (byte) 255;
            light[1] = 0;
        }
        return light;
    }

    /** Pillow's name of the mode. */
    private static String mode(PnmHeader header) {
        return header.isBitmap() ? "1" : header.samples() == 3 ? "RGB" : header.most() > 255 ? "I" : "L";
    }
}
