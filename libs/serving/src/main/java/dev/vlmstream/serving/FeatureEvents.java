package dev.vlmstream.serving;

import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;

/** Features events before their values. */
public final class FeatureEvents {
    private FeatureEvents() {}

    /** Of a model and a question, whose image continues without its bytes: they are in the questions topic. */
    public static Features.Builder of(Question question, String model, String digest, String kind) {
        return Features.newBuilder()
                .setQuestion(withoutBytes(question))
                .setModel(model)
                .setModelDigest(digest)
                .setKind(kind);
    }

    private static Question withoutBytes(Question question) {
        if (question.getImage() == null) {
            return question;
        }
        ImageRef image = ImageRef.newBuilder(question.getImage()).setBytes(null).build();
        return Question.newBuilder(question).setImage(image).build();
    }
}
