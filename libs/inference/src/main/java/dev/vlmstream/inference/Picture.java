package dev.vlmstream.inference;

import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The image of a question, before or after the vision encoder. */
public sealed interface Picture {

    ImageLayout layout();

    /**
     * Names the image's content, for example by its SHA-256: what was computed of one image is used again for the next
     * question about it. Null: nothing is kept.
     */
    String content();

    /** Still to be encoded. */
    record Pixels(VisionInput input, @Nullable String content) implements Picture {
        public Pixels {
            Objects.requireNonNull(input, "input");
        }

        /** An image of which nothing is kept. */
        public static Pixels of(VisionInput input) {
            return new Pixels(input, null);
        }

        @Override
        public ImageLayout layout() {
            return input.layout();
        }
    }

    /**
     * Encoded elsewhere.
     *
     * @param features one row per image token, as they enter the decoder
     */
    record Encoded(
            float[][] features,
            ImageLayout layout,
            @Nullable String content) implements Picture {
        public Encoded {
            Objects.requireNonNull(features, "features");
            Objects.requireNonNull(layout, "layout");
        }
    }
}
