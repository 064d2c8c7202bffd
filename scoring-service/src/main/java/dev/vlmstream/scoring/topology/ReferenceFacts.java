package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Reference;
import java.util.List;

/**
 * What of a reference is kept: all but the image, of which only its place in the topic is.
 *
 * @param partition where the reference lies in its topic; −1: nowhere
 */
record ReferenceFacts(
        String label,
        List<String> options,
        List<String> synonyms,
        String question,
        String imageName,
        String imageSha256,
        int partition,
        long offset) {
    static final ReferenceFacts NONE = new ReferenceFacts(null, List.of(), List.of(), null, null, null, -1, -1);
    /** 1: without synonyms. */
    private static final int LAYOUT = 2;

    static ReferenceFacts of(Reference reference, int partition, long offset) {
        ImageRef image = reference.getImage();
        return new ReferenceFacts(
                reference.getLabel(),
                reference.getOptions(),
                reference.getSynonyms(),
                reference.getQuestion(),
                image == null ? null : image.getName(),
                image == null ? null : image.getSha256(),
                partition,
                offset);
    }

    byte[] encode() {
        return new StateWriter()
                .number(LAYOUT)
                .text(label)
                .texts(options)
                .texts(synonyms)
                .text(question)
                .text(imageName)
                .text(imageSha256)
                .number(partition)
                .number(offset)
                .bytes();
    }

    static ReferenceFacts decode(byte[] bytes) {
        StateReader in = new StateReader(bytes);
        boolean withSynonyms = in.version(LAYOUT) > 1;
        return new ReferenceFacts(
                in.text(),
                in.texts(),
                withSynonyms ? in.texts() : List.of(),
                in.text(),
                in.text(),
                in.text(),
                in.integer(),
                in.number());
    }
}
