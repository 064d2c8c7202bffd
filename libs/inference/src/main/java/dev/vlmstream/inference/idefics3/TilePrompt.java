package dev.vlmstream.inference.idefics3;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import org.jspecify.annotations.Nullable;

/**
 * How an image's tiles stand in a prompt; transformers' {@code Idefics3Processor} and {@code SmolVLMProcessor}.
 *
 * @param count image tokens of a tile
 */
record TilePrompt(Placeholder placeholder, int count) {

    private static final String AROUND = "<fake_token_around_image>";
    private static final String GLOBAL = "<global-img>";

    /** @throws dev.vlmstream.inference.BundleException if the token's id or the count cannot be told */
    static TilePrompt read(BundleDirectory bundle) {
        int count = bundle.json(Placeholder.PROCESSOR)
                .map(processor -> processor.path("image_seq_len"))
                .filter(length -> length.isInt() && length.asInt() > 0)
                .map(length -> Placeholder.requireCount(bundle, length.asInt()))
                .orElseGet(() -> shuffled(bundle));
        return new TilePrompt(Placeholder.read(bundle), count);
    }

    /** Patches of a tile after pixel shuffle, which puts {@code scale_factor} squared of them into one. */
    private static int shuffled(BundleDirectory bundle) {
        long side = Placeholder.patches(bundle);
        long scale = bundle.requireCount("scale_factor", (int) side);
        return Placeholder.requireCount(bundle, side * side / (scale * scale));
    }

    /** Image tokens of a whole image. */
    int tokens(@Nullable ImageLayout image) {
        return image == null ? 0 : count * tiles(image);
    }

    /** A grid of one tile is the image itself; any other is followed by the image made small. */
    static int tiles(ImageLayout image) {
        return split(image) ? image.rows() * image.columns() + 1 : 1;
    }

    private static boolean split(ImageLayout image) {
        return image.rows() * image.columns() > 1;
    }

    /**
     * Writes an image's tokens into its one placeholder; a prompt that has them already stays as it is.
     *
     * @throws IllegalArgumentException if placeholders and image do not go together
     */
    String expand(String prompt, @Nullable ImageLayout image) {
        return placeholder.expand(prompt, tokens(image), () -> text(image));
    }

    private String text(ImageLayout image) {
        String features = placeholder.text().repeat(count);
        StringBuilder text = new StringBuilder();
        if (split(image)) {
            for (int row = 1; row <= image.rows(); row++) {
                for (int column = 1; column <= image.columns(); column++) {
                    text.append(AROUND)
                            .append("<row_" + row + "_col_" + column + ">")
                            .append(features);
                }
                text.append('\n');
            }
            text.append('\n');
        }
        return text.append(AROUND)
                .append(GLOBAL)
                .append(features)
                .append(AROUND)
                .toString();
    }
}
