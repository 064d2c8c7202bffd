package dev.vlmstream.embed;

import dev.vlmstream.inference.ImageBatch;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.inference.ImageBatch.Prepared;
import dev.vlmstream.inference.InferenceException;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.schemas.ImageRef;
import dev.vlmstream.serving.ModelRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Preprocesses the images of a batch side by side, and begins with those of the next one before it is asked for them. Used by one thread,
 * which lets others work.
 */
final class ImagesAhead {
    /** What images and their pixels may take of the heap before they are asked for. */
    private static final int HEAP_SHARE = 8;

    private static final IntConsumer NOTHING = pixelValues -> {};

    private final ImageProcessor processor;
    private final Executor executor;
    private final long mostBytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    private final Map<String, FutureTask<Prepared>> begun = new HashMap<>();
    /** Begins with what was announced, given how many values the pixels of an image are. */
    private IntConsumer announced = NOTHING;

    ImagesAhead(ImageProcessor processor, Executor executor) {
        this.processor = processor;
        this.executor = executor;
    }

    /** See {@link dev.vlmstream.serving.QuestionHandler.Answerer#comeNext}. */
    void announce(Supplier<List<ImageRef>> images, Function<ImageRef, byte[]> reader) {
        announced = pixelValues -> begin(images.get(), reader, pixelValues);
    }

    /**
     * Begins with as many of the announced images as there is room for.
     *
     * @param pixelValues of each
     */
    void begin(int pixelValues) {
        announced.accept(pixelValues);
        announced = NOTHING;
    }

    private void begin(List<ImageRef> images, Function<ImageRef, byte[]> reader, int pixelValues) {
        long bytes = 0;
        for (ImageRef image : images) {
            bytes += (long) Float.BYTES * pixelValues + image.getSize();
            if (bytes > mostBytes) {
                break;
            }
            begun.computeIfAbsent(
                    image.getSha256(),
                    digest -> ImageBatch.begin(
                            processor, () -> new EncodedImage(image.getName(), reader.apply(image)), executor));
        }
    }

    /** One result per request, in order. What was begun and is not among them is given up. */
    List<Prepared> prepare(List<ModelRequest> requests) {
        Map<String, FutureTask<Prepared>> early = Map.copyOf(begun);
        begun.clear();
        List<FutureTask<Prepared>> tasks = new ArrayList<>(requests.size());
        for (ModelRequest request : requests) {
            FutureTask<Prepared> task = early.get(request.question().getImage().getSha256());
            tasks.add(task == null ? begin(request) : task);
        }
        early.values().stream().filter(task -> !tasks.contains(task)).forEach(task -> task.cancel(false));
        List<Prepared> prepared = new ArrayList<>(tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            FutureTask<Prepared> task = tasks.get(i);
            prepared.add(early.containsValue(task) ? early(task, requests.get(i)) : ImageBatch.result(task));
        }
        return prepared;
    }

    private FutureTask<Prepared> begin(ModelRequest request) {
        EncodedImage image = new EncodedImage(request.question().getImage().getName(), request.image());
        return ImageBatch.begin(processor, () -> image, executor);
    }

    /** What failed early is done again with what the request brings: it fails under the request's own name, or not at all. */
    private Prepared early(FutureTask<Prepared> task, ModelRequest request) {
        try {
            Prepared early = ImageBatch.result(task);
            if (early.error() == null) {
                return early;
            }
        } catch (InferenceException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
        return ImageBatch.result(begin(request));
    }
}
