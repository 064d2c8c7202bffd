package dev.vlmstream.inference.families;

import dev.vlmstream.preprocessing.processing.ImageLayout;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The patches of all tiles as one grid, and what is left of it without those that only saw padding; by the arithmetic of
 * transformers' {@code unpad_image}.
 *
 * @param side patches along a tile
 * @param columns tiles in a row
 * @param top first row of patches that is kept
 * @param left first column that is kept
 * @param height rows that are kept
 * @param width columns that are kept
 */
record Grid(int side, int columns, int top, int left, int height, int width) {

    /** A side may be a little too long. */
    private static final double TOLERATED = 1.1;

    static Grid of(ImageLayout layout, int side) {
        int height = layout.rows() * side;
        int width = layout.columns() * side;
        int sourceHeight = layout.sourceHeight();
        int sourceWidth = layout.sourceWidth();
        if ((double) sourceWidth / sourceHeight > (double) width / height) {
            int cut = (height - truncated(sourceHeight * ((double) width / sourceWidth))) / 2;
            return new Grid(side, layout.columns(), cut, 0, height - 2 * cut, width);
        }
        int cut = (width - truncated(sourceWidth * ((double) height / sourceHeight))) / 2;
        return new Grid(side, layout.columns(), 0, cut, height, width - 2 * cut);
    }

    /** Python's {@code int(round(x, 7))}. */
    private static int truncated(double x) {
        return new BigDecimal(x).setScale(7, RoundingMode.HALF_EVEN).intValue();
    }

    /**
     * Rows and columns of image tokens: those that are kept, or fewer where they are more than this many tiles have;
     * transformers' {@code LlavaOnevisionModel.pack_image_features}.
     *
     * @param mostTiles whose patches are few enough
     */
    Lines reduced(int mostTiles) {
        double ratio = Math.sqrt((double) height * width / ((double) mostTiles * side * side));
        return ratio > TOLERATED
                ? new Lines(floorDivided(height, ratio), floorDivided(width, ratio))
                : new Lines(height, width);
    }

    /** Python's {@code x // y} of floats. */
    private static int floorDivided(int x, double y) {
        double quotient = (x - x % y) / y;
        double floor = Math.floor(quotient);
        return (int) (quotient - floor > 0.5 ? floor + 1 : floor);
    }

    /** Image tokens: the whole picture's patches, then each line and its end. */
    int tokens(int mostTiles) {
        return side * side + reduced(mostTiles).tokens();
    }

    /** Which tile a patch that is kept belongs to; the whole picture's is number 0. */
    int tile(int row, int column) {
        return 1 + (top + row) / side * columns + (left + column) / side;
    }

    /** Which of its tile's patches it is. */
    int patch(int row, int column) {
        return (top + row) % side * side + (left + column) % side;
    }

    /**
     * A picture's rows of image tokens. Of a very long picture nothing may be left across: as transformers has it, its lines are
     * the newline alone.
     *
     * @param height how many rows, 0 or more
     * @param width tokens of each, 0 or more, without the newline
     */
    record Lines(int height, int width) {

        /** Image tokens of all of them. */
        int tokens() {
            return height * (width + 1);
        }
    }
}
