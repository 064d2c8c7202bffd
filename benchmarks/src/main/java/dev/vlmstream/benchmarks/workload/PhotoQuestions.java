package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.store.ImageStore;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/** Photos as ingest sends them on: kept in the image store or within the records, keyed by their digest. */
public final class PhotoQuestions {
    private static final Wire<Question> WIRE = Wire.of(Question.class);

    private final List<ImageRef> images;

    private PhotoQuestions(Stream<ImageRef.Builder> images) {
        this.images = images.map(ImageRef.Builder::build).toList();
    }

    /** Of photos that travel in the records. */
    public static PhotoQuestions within(List<EncodedImage> photos) {
        return new PhotoQuestions(
                photos.stream().map(photo -> reference(photo).setBytes(ByteBuffer.wrap(photo.bytes()))));
    }

    /** Of photos that are put into a store. */
    public static PhotoQuestions kept(List<EncodedImage> photos, ImageStore store) {
        photos.forEach(photo -> store.put(Digest.of(photo.bytes()), photo.bytes()));
        return new PhotoQuestions(photos.stream().map(PhotoQuestions::reference));
    }

    /** Writes questions into the open transaction, going round the photos until there are this many. */
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

    private static ImageRef.Builder reference(EncodedImage photo) {
        return ImageRef.newBuilder()
                .setName(photo.name())
                .setSha256(Digest.of(photo.bytes()))
                .setSize(photo.bytes().length);
    }
}
