package dev.vlmstream.inference;

import dev.vlmstream.inference.bundle.BundleException;
import java.util.List;

/** Images and texts in one space. */
public non-sealed interface DualEncoder extends VisionModel {

    /** One embedding per image ({@code [3 * height * width]}, channels first); not normalised. */
    float[][] embedImages(List<float[]> pixelValues);

    /**
     * Every patch's state for each image: the vision tower's {@code last_hidden_state}, {@code [positions][width]}; a class
     * token, where the tower has one, is position 0.
     *
     * @throws BundleException if the vision graph has no such output
     */
    float[][][] patchFeatures(List<float[]> pixelValues);

    /** One embedding per text, cut at the text tower's length; not normalised. */
    float[][] embedTexts(List<String> texts);

    /** The tokens of a text as the text tower reads them: cut to its length, filled up to it if the family fills up. */
    int[] inputIds(String text);

    /** What similarities are multiplied by: the exponential of what the configuration holds. */
    float logitScale();

    /** What is added to scaled similarities: SigLIP's bias, 0 for CLIP. */
    float logitBias();

    /**
     * Probabilities of one image's scores ({@link ClassHead#scores}): CLIP's share one among the classes (softmax), SigLIP's
     * judge every class by itself (sigmoid) and need not sum to 1. Only as good as {@link #logitScale()}, which published
     * configurations leave at its initial value.
     */
    float[] probabilities(float[] scores);

    /**
     * Text embeddings of classes as weights of a classifier: each template filled with the name, encoded, L2-normalised;
     * their mean, L2-normalised again (Radford et al. 2021, section 3.1.4).
     *
     * @param classNames as they are to be read; a name that occurs twice is encoded once
     * @param templates such as {@code A photo of a {}}; each with one {@code {}}
     * @throws IllegalArgumentException if either list is empty or a template has no {@code {}}
     */
    default ClassHead classHead(List<String> classNames, List<String> templates) {
        return ClassHead.build(this, classNames, templates);
    }
}
