package dev.vlmstream.inference.anyres;

import dev.vlmstream.inference.onnx.Blend;
import java.util.function.ToLongFunction;

/**
 * From the features of a picture's tiles to those of its image tokens; transformers' {@code pack_image_features}.
 *
 * @param tile the number of the picture's first tile, among those of all pictures
 * @param newline the number of the newline, among the patches of all tiles
 */
record PackedFeatures(Grid grid, int tile, long newline) {

    /**
     * The whole picture's patches, then the grid row by row without its padding, each row ended by the newline: their numbers,
     * among the patches of all tiles.
     *
     * @param mostTiles whose patches are few enough
     * @param appended makes of more patches fewer, and tells the first one's number; they lie one after another
     */
    long[] rows(int mostTiles, ToLongFunction<Blend> appended) {
        Lines lines = grid.reduced(mostTiles);
        if (lines.equals(new Lines(grid.height(), grid.width()))) {
            return rows(lines, this::row);
        }
        long first = appended.applyAsLong(Bilinear.reduce(grid.height(), grid.width(), lines, this::row));
        return rows(lines, (y, x) -> first + (long) y * lines.width() + x);
    }

    private long[] rows(Lines lines, Bilinear.Places patches) {
        long[] rows = new long[grid.side() * grid.side() + lines.tokens()];
        int at = 0;
        for (int patch = 0; patch < grid.side() * grid.side(); patch++) {
            rows[at++] = number(0, patch);
        }
        for (int y = 0; y < lines.height(); y++) {
            for (int x = 0; x < lines.width(); x++) {
                rows[at++] = patches.number(y, x);
            }
            rows[at++] = newline;
        }
        return rows;
    }

    private long row(int y, int x) {
        return number(grid.tile(y, x), grid.patch(y, x));
    }

    private long number(int ofPicture, int patch) {
        return (long) (tile + ofPicture) * grid.side() * grid.side() + patch;
    }
}
