package dev.vlmstream.inference;

import java.util.List;

/** Texts in one space, in which near means alike (Reimers and Gurevych 2019, arXiv 1908.10084). */
public non-sealed interface SentenceEncoder extends Model {

    /**
     * One embedding per text, of length 1 (L2), so that the cosine of two is their {@link #cosine product}. Long texts are
     * cut at the encoder's length. What was embedded lately is not computed again.
     */
    float[][] embed(List<String> texts);

    /** The tokens of a text as the encoder reads them: cut to its length, special tokens included. */
    int[] inputIds(String text);

    /** The cosine of two embeddings of length 1. */
    static double cosine(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException("embeddings of " + a.length + " and " + b.length + " numbers");
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
