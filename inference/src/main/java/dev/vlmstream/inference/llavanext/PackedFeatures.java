package dev.vlmstream.inference.llavanext;

import java.util.Arrays;

/** From the features of a picture's tiles to those of its image tokens; transformers' {@code pack_image_features}. */
record PackedFeatures(Grid grid, float[] newline) {

    /**
     * The whole picture's patches, then the grid row by row without its padding, each row ended by the newline.
     *
     * @param tiles each {@code side * side * width} values, the whole picture's first
     */
    float[][] pack(float[][] tiles) {
        float[][] rows = new float[grid.tokens()][];
        int at = 0;
        for (int patch = 0; patch < grid.side() * grid.side(); patch++) {
            rows[at++] = row(tiles[0], patch);
        }
        for (int y = 0; y < grid.height(); y++) {
            for (int x = 0; x < grid.width(); x++) {
                rows[at++] = row(tiles[grid.tile(y, x)], grid.patch(y, x));
            }
            rows[at++] = newline;
        }
        return rows;
    }

    private float[] row(float[] tile, int patch) {
        int width = newline.length;
        return Arrays.copyOfRange(tile, patch * width, (patch + 1) * width);
    }
}
