package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.pixels.Extent;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The pieces of one picture, in the model's order.
 *
 * @param rows of the grid it was cut into; the pieces may be one more, the whole picture made small
 */
record Tiles(List<RgbImage> pieces, int rows, int columns) {

    /**
     * The tiles of a grid, row by row; the last ones are smaller where the picture ends before its grid.
     *
     * @param grid columns and rows
     * @param tile in pixels
     */
    static List<RgbImage> grid(RgbImage whole, Extent grid, Extent tile) {
        List<RgbImage> tiles = new ArrayList<>();
        for (int top = 0; top < grid.height() * tile.height(); top += tile.height()) {
            for (int left = 0; left < grid.width() * tile.width(); left += tile.width()) {
                int width = Math.min(tile.width(), whole.width() - left);
                int height = Math.min(tile.height(), whole.height() - top);
                tiles.add(whole.window(left, top, new Extent(width, height)));
            }
        }
        return tiles;
    }

    /** What the model sees of each piece. */
    List<RgbImage> views(FixedImageProcessor each, String name) {
        return pieces.stream().map(piece -> each.view(piece, name)).toList();
    }

    /** All pieces' values, {@code [pieces, 3, height, width]}. */
    VisionInput input(FixedImageProcessor each, String name) {
        int size = each.channels() * each.height() * each.width();
        float[] values = new float[Math.multiplyExact(size, pieces.size())];
        for (int i = 0; i < pieces.size(); i++) {
            each.write(
                    pieces.get(i),
                    name,
                    FloatBuffer.wrap(values, i * size, size).slice());
        }
        RgbImage any = pieces.get(0);
        return new VisionInput(
                values,
                new int[] {pieces.size(), each.channels(), each.height(), each.width()},
                new ImageLayout(any.sourceHeight(), any.sourceWidth(), rows, columns));
    }
}
