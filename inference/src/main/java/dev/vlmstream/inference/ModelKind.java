package dev.vlmstream.inference;

/** What a bundle answers with. */
public enum ModelKind {
    /** Images and texts in one space: CLIP, SigLIP. Ranks classes by similarity. */
    DUAL_ENCODER,
    /** A fixed list of classes, one logit each. */
    CLASSIFIER,
    /** Text about an image. */
    VISION_LANGUAGE,
    /** Texts in one space: judges how near an answer is to a label, and answers nothing itself. */
    SENTENCE_ENCODER,
    /** Text about an image, by a model behind an API: {@link dev.vlmstream.inference.remote.RemoteModel}. */
    REMOTE;

    /** Whether questions are answered in words; other models that look at images rank classes. */
    public boolean answersInText() {
        return this == VISION_LANGUAGE || this == REMOTE;
    }
}
