package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.pixels.CentreCrop;
import dev.vlmstream.preprocessing.pixels.Extent;
import dev.vlmstream.preprocessing.pixels.Geometry;
import dev.vlmstream.preprocessing.pixels.Resample;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file asks for, in the order it is done.
 *
 * @param padding the colour an image is padded to a square with before anything else
 * @param crop the crop after the resize
 */
record Pipeline(
        @Nullable SquarePadding padding,
        ResizeRule resize,
        Resample filter,
        @Nullable CentreCrop crop,
        PixelNormalisation normalisation) {
    Pipeline {
        Objects.requireNonNull(resize, "resize");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(normalisation, "normalisation");
        if (crop == null && !(resize instanceof ResizeRule.Squash)) {
            throw new IllegalArgumentException(
                    "the output size would depend on the image: give \"size\" a height and a width, or a \"crop_size\"");
        }
    }

    int height() {
        return crop != null ? crop.height() : ((ResizeRule.Squash) resize).height();
    }

    int width() {
        return crop != null ? crop.width() : ((ResizeRule.Squash) resize).width();
    }

    /** The resize and window for an image of this size, already padded. */
    Geometry geometry(int width, int height) {
        Extent resized = resize.of(width, height);
        return crop == null ? Geometry.whole(resized) : Geometry.centre(resized, crop);
    }
}
