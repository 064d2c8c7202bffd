package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Photos as ingest sends them on: inline, keyed by their digest. */
public final class PhotoQuestions {
    private static final Wire<Question> WIRE = Wire.of(Question.class);

    private final List<ImageRef> images;

    public PhotoQuestions(List<EncodedImage> photos) {
        images = photos.stream().map(PhotoQuestions::reference).toList();
    }

    /** Writes questions into the open transaction, going round the photos until there are so many. */
    public void write(TopicWriter writer, String run, int count) {
        for (int i = 0; i < count; i++) {
            Question question = Question.newBuilder()
                    .setRun(run)
                    .setItemId("item-" + i)
                    .setImage(images.get(i % images.size()))
                    .setText(Manifests.QUESTION)
                    .setAskedAt(System.currentTimeMillis())
                    .build();
            writer.send(Topic.QUESTIONS, Keys.question(question), WIRE.encode(question));
        }
    }

    private static ImageRef reference(EncodedImage photo) {
        return ImageRef.newBuilder()
                .setName(photo.name())
                .setSha256(sha256(photo.bytes()))
                .setSize(photo.bytes().length)
                .setBytes(ByteBuffer.wrap(photo.bytes()))
                .build();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
