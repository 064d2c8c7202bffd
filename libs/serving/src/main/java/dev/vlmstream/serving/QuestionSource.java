package dev.vlmstream.serving;

import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** As what questions come to a model. */
public sealed interface QuestionSource {

    Topic topic();

    /**
     * The question in a record; empty if the record is none for this model.
     *
     * @throws dev.vlmstream.schemas.wire.WireException if it cannot be read
     */
    Optional<Received> read(byte[] value);

    /** A question, with what an encoder made of its image if that comes with it. */
    record Received(Question question, @Nullable Features features) {}

    /** With their images, which the model encodes itself. */
    record Questions() implements QuestionSource {
        private static final Wire<Question> WIRE = Wire.of(Question.class);

        @Override
        public Topic topic() {
            return Topic.QUESTIONS;
        }

        @Override
        public Optional<Received> read(byte[] value) {
            return Optional.of(new Received(WIRE.decode(value), null));
        }
    }

    /**
     * With their images encoded elsewhere.
     *
     * @param encoder the bundle whose {@value #KIND} are taken; those of other bundles are skipped
     */
    record Encoded(String encoder) implements QuestionSource {
        /** The kind of features that decoders take. */
        public static final String KIND = "image_features";

        private static final Wire<Features> WIRE = Wire.of(Features.class);

        @Override
        public Topic topic() {
            return Topic.FEATURES;
        }

        @Override
        public Optional<Received> read(byte[] value) {
            Features features = WIRE.decode(value);
            return features.getModel().equals(encoder) && features.getKind().equals(KIND)
                    ? Optional.of(new Received(features.getQuestion(), features))
                    : Optional.empty();
        }
    }
}
