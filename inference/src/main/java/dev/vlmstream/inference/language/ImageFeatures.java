package dev.vlmstream.inference.language;

import dev.vlmstream.images.processing.VisionInput;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The features of a call's images, computed when first asked for, together with those of the images that are likely to be
 * asked for next; images whose prompts have been read are left out. Features are let go with the last prompt that takes them.
 */
final class ImageFeatures {

    private static final int TOGETHER = 8;

    private final Architecture architecture;
    private final Predicate<EmbeddedPrompt> known;
    private final Map<Object, Image> images = new LinkedHashMap<>();

    /** @param known whether a prompt's image need not be read */
    ImageFeatures(Architecture architecture, Predicate<EmbeddedPrompt> known) {
        this.architecture = architecture;
        this.known = known;
    }

    private static final class Image {
        private final VisionInput input;
        private final String prompt;
        private @Nullable EmbeddedPrompt firstAsker;
        private int askers;
        private boolean asked;
        private float @Nullable [][] features;

        Image(VisionInput input, String prompt) {
            this.input = input;
            this.prompt = prompt;
        }

        boolean likely(Predicate<EmbeddedPrompt> known) {
            return !asked && features == null && !known.test(firstAsker);
        }
    }

    /**
     * An image's features, when they are needed.
     *
     * @param key equal for images with the same features
     * @param prompt read only if the encoder reads it
     */
    Supplier<float[][]> of(Object key, VisionInput input, String prompt) {
        Image image = images.computeIfAbsent(key, k -> new Image(input, prompt));
        return () -> take(image);
    }

    /** Tells of a prompt that may ask. */
    void expect(Object key, EmbeddedPrompt asker) {
        Image image = images.get(key);
        image.askers++;
        if (image.firstAsker == null) {
            image.firstAsker = asker;
        }
    }

    private float[][] take(Image image) {
        if (image.features == null) {
            encode(image);
        }
        image.asked = true;
        image.askers--;
        float[][] features = image.features;
        if (image.askers <= 0) {
            image.features = null;
        }
        return features;
    }

    private void encode(Image wanted) {
        List<Image> together = new ArrayList<>(List.of(wanted));
        for (Image image : images.values()) {
            if (together.size() < TOGETHER && image != wanted && image.likely(known)) {
                together.add(image);
            }
        }
        List<float[][]> features = architecture.encode(
                together.stream().map(image -> image.input).toList(),
                together.stream().map(image -> image.prompt).toList());
        for (int i = 0; i < features.size(); i++) {
            together.get(i).features = features.get(i);
        }
    }
}
