package dev.vlmstream.inference.image;

import java.io.IOException;

/** PNG of every colour type and depth, plain and interlaced; of an animated one, the default image. */
final class PngDecoder {
    /** Adam7: first column, first row, column step, row step. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private PngDecoder() {}

    static RgbImage decode(Source source) throws IOException {
        PngHeader header = PngHeader.read(source);
        byte[] rgb = Source.rgb(header.width(), header.height());
        try (PngRows rows = new PngRows(source, header.data(), header.pixelBits())) {
            for (int[] pass : header.interlaced() ? PASSES : WHOLE) {
                pass(header, rows, pass, rgb);
            }
            rows.end();
        }
        return source.image(header.width(), header.height(), rgb, header.mode());
    }

    private static void pass(PngHeader header, PngRows rows, int[] pass, byte[] rgb) throws IOException {
        int width = (header.width() - pass[0] + pass[2] - 1) / pass[2];
        if (width < 1) {
            return;
        }
        rows.begin(Math.toIntExact(((long) width * header.pixelBits() + 7) / 8));
        for (int y = pass[1]; y < header.height(); y += pass[3]) {
            int at = 3 * (y * header.width() + pass[0]);
            header.colour().toRgb(rows.next(), width, header.depth(), header.palette(), rgb, at, pass[2]);
        }
    }
}
