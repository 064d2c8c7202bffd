package dev.vlmstream.preprocessing.processing;

/**
 * What a language model must know of a picture besides its features: how many image tokens it takes and where they stand
 * follows from this.
 *
 * @param sourceHeight of the decoded picture, in pixels
 * @param sourceWidth of the decoded picture, in pixels
 * @param rows of the grid that the processor cut the picture into; 1 where it makes one picture of a fixed size
 * @param columns of that grid
 */
public record ImageLayout(int sourceHeight, int sourceWidth, int rows, int columns) {
    public ImageLayout {
        if (sourceHeight < 1 || sourceWidth < 1 || rows < 1 || columns < 1) {
            throw new IllegalArgumentException("layout " + sourceHeight + " x " + sourceWidth + ", grid " + rows + " x "
                    + columns + ": every number must be 1 or more");
        }
    }
}
