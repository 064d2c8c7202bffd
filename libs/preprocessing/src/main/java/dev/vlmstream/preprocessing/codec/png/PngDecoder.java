package dev.vlmstream.preprocessing.codec.png;

import dev.vlmstream.preprocessing.codec.Source;
import dev.vlmstream.preprocessing.header.PngHeader;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.IOException;

/** PNG of every colour type and depth, plain and interlaced; of an animated one, the default image. */
public final class PngDecoder {
    /** Adam7: first column, first row, column step, row step. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private PngDecoder() {}

    public static RgbImage decode(Source source) throws IOException {
        PngChunks chunks = PngChunks.read(source);
        PngHeader header = chunks.header();
        byte[] rgb = RgbImage.bytes(header.width(), header.height());
        try (PngRows rows = new PngRows(source, chunks.data(), chunks.pixelBits())) {
            for (int[] pass : header.interlace() == 1 ? PASSES : WHOLE) {
                pass(chunks, rows, pass, rgb);
            }
            rows.end();
        }
        return source.image(header.width(), header.height(), rgb, chunks.mode());
    }

    private static void pass(PngChunks chunks, PngRows rows, int[] pass, byte[] rgb) throws IOException {
        PngHeader header = chunks.header();
        int width = (header.width() - pass[0] + pass[2] - 1) / pass[2];
        if (width < 1) {
            return;
        }
        rows.begin(Math.toIntExact(((long) width * chunks.pixelBits() + 7) / 8));
        for (int y = pass[1]; y < header.height(); y += pass[3]) {
            int at = 3 * (y * header.width() + pass[0]);
            chunks.colour().toRgb(rows.next(), width, header.depth(), chunks.palette(), rgb, at, pass[2]);
        }
    }
}
