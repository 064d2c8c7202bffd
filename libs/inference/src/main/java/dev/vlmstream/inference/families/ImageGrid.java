package dev.vlmstream.inference.families;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.decoding.Positions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.PatchImageProcessor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a picture stands in a prompt: a token for every {@code merge} x {@code merge} patches.
 *
 * @param processor gives the patches
 * @param image the id of an image token
 * @param video the id of a video token; −1 if there is none
 */
record ImageGrid(PatchImageProcessor processor, int image, int video) {

    private static final String MERGE = "vision_config.spatial_merge_size";
    private static final int DEFAULT_MERGE = 2;
    /** Time, row, column. */
    static final int AXES = 3;

    /** @throws BundleException if the image processor is another family's, or it and config.json do not go together */
    static ImageGrid read(BundleDirectory bundle, RuntimeOptions options) {
        ImageProcessor processor = Requirements.imageProcessor(bundle, options);
        if (!(processor instanceof PatchImageProcessor patches)) {
            throw new BundleException(bundle.path().resolve("preprocessor_config.json")
                    + " does not cut pictures into patches (image_processor_type: Qwen2VLImageProcessor), but a "
                    + bundle.modelType() + " takes patches; one of the two files is another model's");
        }
        int merge = bundle.optionalInt(MERGE).orElse(DEFAULT_MERGE);
        if (merge != patches.merge()) {
            throw new BundleException(bundle.path() + ": merge_size is " + patches.merge()
                    + " in preprocessor_config.json but " + MERGE + " is " + merge
                    + " in config.json; one of the two files is another model's");
        }
        int video = bundle.optionalInt("video_token_id").orElse(-1);
        return new ImageGrid(patches, bundle.requireInt("image_token_id"), video);
    }

    int rows(ImageLayout layout) {
        return layout.rows() / processor.merge();
    }

    int columns(ImageLayout layout) {
        return layout.columns() / processor.merge();
    }

    /**
     * Expands the one placeholder of a prompt; a prompt whose placeholder is already expanded stays as it is.
     *
     * @throws IllegalArgumentException if placeholders and picture do not go together, or there is a video's
     */
    int[] expand(int[] ids, @Nullable ImageLayout layout) {
        if (video >= 0 && Arrays.stream(ids).anyMatch(id -> id == video)) {
            throw new IllegalArgumentException("the prompt has a video's placeholder; video is not supported");
        }
        int count = layout == null ? 0 : rows(layout) * columns(layout);
        long found = Arrays.stream(ids).filter(id -> id == image).count();
        if (found == count) {
            return ids;
        }
        if (layout == null || found != 1) {
            throw new IllegalArgumentException("the prompt has " + found + " placeholders <|image_pad|> and "
                    + (layout == null ? "no image" : "one image"));
        }
        return Arrays.stream(ids)
                .flatMap(id -> IntStream.generate(() -> id).limit(id == image ? count : 1))
                .toArray();
    }

    /**
     * M-RoPE's places (time, row, column), as {@code get_rope_index}: text counts up on all three; an image's tokens share
     * one time and spread over rows and columns; what follows continues above the largest place so far.
     */
    Positions positions(int[] ids, @Nullable ImageLayout layout) {
        long[][] places = new long[AXES][ids.length];
        long next = 0;
        for (int i = 0; i < ids.length; ) {
            if (ids[i] == image && layout != null) {
                spread(places, i, next, layout);
                i += rows(layout) * columns(layout);
                next += Math.max(rows(layout), columns(layout));
            } else {
                for (long[] axis : places) {
                    axis[i] = next;
                }
                i++;
                next++;
            }
        }
        return new Positions(places, next);
    }

    private void spread(long[][] places, int from, long start, ImageLayout layout) {
        int columns = columns(layout);
        for (int token = 0; token < rows(layout) * columns; token++) {
            places[0][from + token] = start;
            places[1][from + token] = start + token / columns;
            places[2][from + token] = start + token % columns;
        }
    }
}
