package dev.vlmstream.preprocessing.codec.webp;

import dev.vlmstream.preprocessing.codec.EncodedBytes;
import dev.vlmstream.preprocessing.codec.webp.Vp8Header.Vp8FilterStrength;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.IOException;

/** A VP8 key frame, the picture in a lossy WebP file: read, predicted, filtered, and given as RGB. */
final class Vp8Frame {
    private final Vp8Header header;
    private final int columns;
    private final int rows;
    private final Vp8Plane y;
    private final Vp8Plane u;
    private final Vp8Plane v;
    private final Vp8Predictor predictor = new Vp8Predictor();
    private final Vp8Modes modes;
    private final Vp8Tokens tokens;
    private final byte[] aboveRight = new byte[20];

    private Vp8Frame(Vp8Header header) {
        this.header = header;
        columns = header.width + 15 >> 4;
        rows = header.height + 15 >> 4;
        y = new Vp8Plane(16 * columns, 16 * rows);
        u = new Vp8Plane(8 * columns, 8 * rows);
        v = new Vp8Plane(8 * columns, 8 * rows);
        modes = new Vp8Modes(header, columns);
        tokens = new Vp8Tokens(header.probabilities, columns);
    }

    /** The picture as it is, cropped to the frame's size. */
    static RgbImage decode(EncodedBytes source, int at, int length) throws IOException {
        Vp8Header header = new Vp8Header(source, at, length);
        Vp8Frame frame = new Vp8Frame(header);
        // prediction reads unfiltered neighbours, so the filter runs over the whole frame afterwards
        Vp8FilterStrength[] strengths = new Vp8FilterStrength[frame.rows * frame.columns];
        boolean[] inner = new boolean[strengths.length];
        for (int row = 0; row < frame.rows; row++) {
            frame.row(row, strengths, inner);
        }
        frame.filter(strengths, inner);
        byte[] rgb = Vp8Colour.toRgb(frame.y, frame.u, frame.v, header.width, header.height);
        return source.image(header.width, header.height, rgb, "RGB");
    }

    private void row(int row, Vp8FilterStrength[] strengths, boolean[] inner) throws IOException {
        modes.startRow();
        tokens.startRow();
        Vp8Bits bits = header.tokens[row % header.tokens.length];
        for (int column = 0; column < columns; column++) {
            modes.read(column);
            if (modes.skipped) {
                tokens.skip(column, modes.split);
            } else {
                tokens.read(bits, column, modes.split, header.quantisers[modes.segment]);
            }
            luma(column, row);
            chroma(u, column, row, 16);
            chroma(v, column, row, 20);
            strengths[row * columns + column] = header.strength(modes.segment, modes.split);
            inner[row * columns + column] = modes.split || tokens.any;
        }
    }

    private void luma(int column, int row) {
        int x = 16 * column;
        int top = 16 * row;
        if (!modes.split) {
            predictor.whole(y, x, top, 16, modes.luma[0]);
        } else {
            readAboveRight(column, row);
        }
        for (int n = 0; n < 16; n++) {
            int blockX = x + 4 * (n % 4);
            int blockY = top + 4 * (n / 4);
            if (modes.split) {
                boolean last = n % 4 == 3;
                predictor.block(
                        y,
                        blockX,
                        blockY,
                        modes.luma[n],
                        last ? aboveRight : y.samples,
                        last ? 16 : y.at(blockX + 4, blockY - 1));
            }
            if (tokens.any) {
                Vp8Transform.add(tokens.coefficients, 16 * n, y, blockX, blockY);
            }
        }
    }

    /**
     * The blocks at the right end of all four rows read the macroblock above and to the right; where there is none, 127
     * in the first row, else the last sample above.
     */
    private void readAboveRight(int column, int row) {
        int at = y.at(16 * column + 16, 16 * row - 1);
        for (int i = 16; i < 20; i++) {
            if (row == 0) {
                aboveRight[i] = 127;
            } else {
                aboveRight[i] = column == columns - 1 ? y.samples[at - 1] : y.samples[at + i - 16];
            }
        }
    }

    private void chroma(Vp8Plane plane, int column, int row, int block) {
        predictor.whole(plane, 8 * column, 8 * row, 8, modes.chroma);
        for (int n = 0; n < 4 && tokens.any; n++) {
            Vp8Transform.add(
                    tokens.coefficients, 16 * (block + n), plane, 8 * column + 4 * (n % 2), 8 * row + 4 * (n / 2));
        }
    }

    private void filter(Vp8FilterStrength[] strengths, boolean[] inner) {
        Vp8LoopFilter filter = new Vp8LoopFilter(header.simpleFilter, y, u, v);
        for (int i = 0; i < strengths.length; i++) {
            if (strengths[i].edge() > 0) {
                filter.macroblock(i % columns, i / columns, strengths[i], inner[i]);
            }
        }
    }

    /**
     * From VP8's planes to RGB as libwebp does it by default: chroma interpolated with weights 9, 3, 3, 1 in two rounded
     * steps, then BT.601 in fixed point.
     */
    private static final class Vp8Colour {
        private Vp8Colour() {}

        static byte[] toRgb(Vp8Plane y, Vp8Plane u, Vp8Plane v, int width, int height) {
            byte[] rgb = RgbImage.bytes(width, height);
            int[] rowU = new int[width];
            int[] rowV = new int[width];
            int last = height - 1 >> 1;
            for (int row = 0; row < height; row++) {
                int near = row >> 1;
                int far = Math.max(0, Math.min(last, (row & 1) == 0 ? near - 1 : near + 1));
                interpolate(u, near, far, rowU);
                interpolate(v, near, far, rowV);
                int at = y.at(0, row);
                for (int x = 0, out = 3 * row * width; x < width; x++, out += 3) {
                    convert(y.get(at + x), rowU[x], rowV[x], rgb, out);
                }
            }
            return rgb;
        }

        /** A row of chroma at full width, between its nearer and its farther row. */
        private static void interpolate(Vp8Plane plane, int near, int far, int[] out) {
            int n = plane.at(0, near);
            int f = plane.at(0, far);
            int last = out.length - 1 >> 1;
            out[0] = 3 * plane.get(n) + plane.get(f) + 2 >> 2;
            for (int x = 1; x <= last; x++) {
                int nearLeft = plane.get(n + x - 1);
                int nearRight = plane.get(n + x);
                int farLeft = plane.get(f + x - 1);
                int farRight = plane.get(f + x);
                int sum = nearLeft + nearRight + farLeft + farRight + 8;
                out[2 * x - 1] = (sum + 2 * (nearRight + farLeft) >> 3) + nearLeft >> 1;
                out[2 * x] = (sum + 2 * (nearLeft + farRight) >> 3) + nearRight >> 1;
            }
            if ((out.length & 1) == 0) {
                out[out.length - 1] = 3 * plane.get(n + last) + plane.get(f + last) + 2 >> 2;
            }
        }

        private static void convert(int y, int u, int v, byte[] rgb, int out) {
            int luma = y * 19077 >> 8;
            rgb[out] = clip(luma + (v * 26149 >> 8) - 14234);
            rgb[out + 1] = clip(luma - (u * 6419 >> 8) - (v * 13320 >> 8) + 8708);
            rgb[out + 2] = clip(luma + (u * 33050 >> 8) - 17685);
        }

        private static byte clip(int value) {
            return (byte) Math.max(0, Math.min(255, value >> 6));
        }
    }
}
