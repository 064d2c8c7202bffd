package dev.vlmstream.benchmarks.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.measure.Side.Round;
import dev.vlmstream.benchmarks.workload.CommittedReader;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Manifests;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.TopicWriter;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.datasets.store.ImageStore;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The embed service with a broker: from the moment questions can be read until all predictions are committed. Images lie in the
 * image store; {@link #within} is the same with images in the records.
 */
final class EmbedPipeline implements Side, AutoCloseable {
    private final String model;
    private final List<String> classes;
    private final int items;
    private final PhotoQuestions kept;
    private final PhotoQuestions within;
    private final LocalStack stack;
    private final TopicWriter writer;
    private final CommittedReader reader;
    private int runs;

    private EmbedPipeline(Options options, List<EncodedImage> photos, int items, LocalStack stack) {
        this.model = options.model().getFileName().toString();
        this.classes = classes(options.model());
        this.items = items;
        try (ImageStore store = ImageStore.open(store(options), settings(options))) {
            this.kept = PhotoQuestions.kept(photos, store);
        }
        this.within = PhotoQuestions.within(photos);
        this.stack = stack;
        this.writer = new TopicWriter(stack.bootstrap());
        this.reader = new CommittedReader(stack.bootstrap());
    }

    /** Starts the stack and does one run to warm it up. */
    static EmbedPipeline start(Options options, List<EncodedImage> photos, int items, int batch, int threads) {
        LocalStack stack = LocalStack.start(FreshStacks.fresh(options, "embed")
                .withInstances(ServiceKind.INGEST, 0)
                .withInstances(ServiceKind.SCORING, 0)
                .withModels(List.of(options.model()), List.of())
                .withProperty("vlmstream.images.store", store(options))
                .withProperty("vlmstream.batch.size", String.valueOf(batch))
                .withProperty("vlmstream.runtime.threads", String.valueOf(threads)));
        try {
            EmbedPipeline pipeline = new EmbedPipeline(options, photos, items, stack);
            pipeline.round();
            pipeline.within().round();
            return pipeline;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** The one named, with the environment's keys and endpoint, else a directory. */
    private static String store(Options options) {
        return options.imageStore()
                .orElseGet(() -> options.stackData("embed").resolve("images").toString());
    }

    private static ImageStore.Settings settings(Options options) {
        return new ImageStore.Settings(
                Optional.ofNullable(System.getenv("VLMSTREAM_IMAGES_S3_ENDPOINT"))
                        .map(URI::create),
                Optional.empty(),
                options.stackData("embed").resolve("cache"),
                0);
    }

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public Round round() {
        return round(kept);
    }

    /** The same stack asked with images in the records. */
    Side within() {
        return Side.of("images in the records", () -> round(within));
    }

    private Round round(PhotoQuestions questions) {
        String run = "embed-" + ++runs;
        Manifests.open(writer, run, classes, List.of(model), items);
        reader.toEnd();
        writer.begin();
        questions.write(writer, run, items);
        writer.flush();
        long begun = System.nanoTime();
        writer.commit();
        reader.awaitRun(run, items);
        return Round.since(begun, items);
    }

    /** The classifier's names, each once. */
    private static List<String> classes(Path model) {
        try {
            JsonNode names = new ObjectMapper()
                    .readTree(model.resolve("config.json").toFile())
                    .get("id2label");
            Set<String> classes = new LinkedHashSet<>();
            for (int i = 0; i < names.size(); i++) {
                classes.add(names.get(String.valueOf(i)).asText());
            }
            return List.copyOf(classes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the labels of " + model, e);
        }
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
        stack.close();
    }

    /** Photos as ingest sends them on: kept in the image store or within the records, keyed by their digest. */
    private static final class PhotoQuestions {
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
}
