package dev.vlmstream.serving;

import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.streaming.config.SoftwareVersion;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One question for the model.
 *
 * @param image null where the question has none, or its image comes encoded
 * @param features null where the image does not come encoded
 * @param record that the question came in
 * @param trace headers by which a server that is asked continues the item's trace; none if it is not traced
 */
public record ModelRequest(
        Question question,
        RunManifest manifest,
        byte @Nullable [] image,
        @Nullable Features features,
        ConsumerRecord<byte[], byte[]> record,
        Map<String, String> trace) {
    /** A question that is answered in this process. */
    public ModelRequest(
            Question question,
            RunManifest manifest,
            byte @Nullable [] image,
            @Nullable Features features,
            ConsumerRecord<byte[], byte[]> record) {
        this(question, manifest, image, features, record, Map.of());
    }

    ModelRequest withImage(byte[] read) {
        return new ModelRequest(question, manifest, read, features, record, trace);
    }

    /** What is left to be said of it once it is asked. */
    public ModelRequest withoutImage() {
        return new ModelRequest(question, manifest, null, features, record, trace);
    }

    /** A model's prediction before what it says. */
    public Prediction.Builder prediction(String model, String digest) {
        return Prediction.newBuilder()
                .setRun(question.getRun())
                .setItemId(question.getItemId())
                .setModel(model)
                .setModelDigest(digest)
                .setTask(manifest.getTask())
                .setSoftwareVersion(SoftwareVersion.current())
                .setPredictedAt(System.currentTimeMillis());
    }

    /** A features event before its values. The question's image continues without its bytes: they are in the questions topic. */
    public Features.Builder features(String model, String digest, String kind) {
        Question.Builder asked = Question.newBuilder(question);
        if (question.getImage() != null) {
            asked.setImage(
                    ImageRef.newBuilder(question.getImage()).setBytes(null).build());
        }
        return Features.newBuilder()
                .setQuestion(asked.build())
                .setModel(model)
                .setModelDigest(digest)
                .setKind(kind);
    }
}
