package dev.vlmstream.preprocessing.processing;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One picture as a vision encoder takes it.
 *
 * @param pixelValues row-major
 * @param shape of {@code pixelValues}, without the batch: {@code [3, height, width]} for processors of a fixed size,
 *     {@code [tiles, 3, height, width]} for those that cut tiles, {@code [patches, values]} for those that give patches
 * @param layout how the picture was cut
 */
public record VisionInput(float[] pixelValues, int[] shape, ImageLayout layout) {
    public VisionInput {
        Objects.requireNonNull(layout, "layout");
        long count = 1;
        for (int extent : shape) {
            count *= extent;
        }
        if (count != pixelValues.length) {
            throw new IllegalArgumentException(pixelValues.length + " pixel values do not fill their shape, " + count);
        }
    }

    /** The values of each of as many pieces as the shape's first number says: of each tile, where there are tiles. */
    public List<float[]> pieces() {
        int size = pixelValues.length / shape[0];
        return IntStream.range(0, shape[0])
                .mapToObj(i -> Arrays.copyOfRange(pixelValues, i * size, (i + 1) * size))
                .toList();
    }
}
