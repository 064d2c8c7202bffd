package dev.vlmstream.inference.language;

import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.decoding.EmbeddedPrompt;
import dev.vlmstream.inference.decoding.EmbeddedPrompt.Features;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorRows;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The features of a call's images where the decoder computes. They are computed when first asked for, together with those of
 * the images that are likely to be asked for next, or, of images encoded elsewhere, brought there; images whose prompts have
 * been read are left out. Features are let go when the last prompt has used them, all of them on closing.
 */
final class ImageFeatures implements AutoCloseable {

    private static final int TOGETHER = 8;

    private final Architecture architecture;
    private final TensorRows rows;
    private final Predicate<EmbeddedPrompt> known;
    private final Map<Object, Image> images = new LinkedHashMap<>();

    /**
     * @param rows where the decoder computes
     * @param known whether a prompt's image need not be read
     */
    ImageFeatures(Architecture architecture, TensorRows rows, Predicate<EmbeddedPrompt> known) {
        this.architecture = architecture;
        this.rows = rows;
        this.known = known;
    }

    private static final class Image {
        private final Picture picture;
        private final String prompt;
        private @Nullable EmbeddedPrompt firstAsker;
        private int askers;
        private boolean asked;
        private @Nullable Tensor features;

        Image(Picture picture, String prompt) {
            this.picture = picture;
            this.prompt = prompt;
        }

        boolean likely(Predicate<EmbeddedPrompt> known) {
            return picture instanceof Picture.Pixels && !asked && features == null && !known.test(firstAsker);
        }

        VisionInput input() {
            return ((Picture.Pixels) picture).input();
        }

        /** After a prompt has used the features. */
        void release() {
            askers--;
            if (askers <= 0) {
                free();
            }
        }

        void free() {
            if (features != null) {
                features.close();
                features = null;
            }
        }
    }

    /**
     * An image's features, when they are needed.
     *
     * @param key equal for images with the same features
     * @param prompt read only if the encoder reads it
     */
    Supplier<Features> of(Object key, Picture picture, String prompt) {
        Image image = images.computeIfAbsent(key, k -> new Image(picture, prompt));
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

    private Features take(Image image) {
        if (image.features == null && image.picture instanceof Picture.Encoded encoded) {
            image.features = rows.place(encoded.features());
        } else if (image.features == null) {
            encode(image);
        }
        image.asked = true;
        return new Features(Objects.requireNonNull(image.features), image::release);
    }

    private void encode(Image wanted) {
        List<Image> together = new ArrayList<>(List.of(wanted));
        for (Image image : images.values()) {
            if (together.size() < TOGETHER && image != wanted && image.likely(known)) {
                together.add(image);
            }
        }
        List<Tensor> features = architecture.encode(
                together.stream().map(Image::input).toList(),
                together.stream().map(image -> image.prompt).toList());
        for (int i = 0; i < features.size(); i++) {
            together.get(i).features = features.get(i);
        }
    }

    @Override
    public void close() {
        Loading.closeAll(images.values().stream()
                .<AutoCloseable>map(image -> image::free)
                .toList());
    }
}
