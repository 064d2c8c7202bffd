package dev.vlmstream.benchmarks.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.measure.Round;
import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.workload.CommittedReader;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Manifests;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.PhotoQuestions;
import dev.vlmstream.benchmarks.workload.TopicWriter;
import dev.vlmstream.datasets.store.ImageStore;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        this.reader = new CommittedReader(stack.bootstrap(), Topic.PREDICTIONS);
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
        return new Side() {
            @Override
            public String name() {
                return "images in the records";
            }

            @Override
            public Round round() {
                return EmbedPipeline.this.round(within);
            }
        };
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
}
