package dev.vlmstream.inference.llavanext;

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
     */
    long[] rows() {
        long[] rows = new long[grid.tokens()];
        int at = 0;
        for (int patch = 0; patch < grid.side() * grid.side(); patch++) {
            rows[at++] = row(0, patch);
        }
        for (int y = 0; y < grid.height(); y++) {
            for (int x = 0; x < grid.width(); x++) {
                rows[at++] = row(grid.tile(y, x), grid.patch(y, x));
            }
            rows[at++] = newline;
        }
        return rows;
    }

    private long row(int ofPicture, int patch) {
        return (long) (tile + ofPicture) * grid.side() * grid.side() + patch;
    }
}
