package dev.vlmstream.inference;

import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Preprocesses images side by side; one that is no image costs none of the others. */
public final class ImageBatch {
    private ImageBatch() {}

    /**
     * An encoded image.
     *
     * @param name for error messages
     */
    public record EncodedImage(String name, byte[] bytes) {}

    /**
     * What became of an image.
     *
     * @param input what the model takes; null if it was refused
     * @param error why it was refused; null if it was not
     */
    public record Prepared(
            @Nullable VisionInput input, @Nullable ImageException error) {}

    /**
     * Begins to preprocess an image; {@link #result} waits for it.
     *
     * @param executor bounded: its threads are the cores that preprocessing may take
     */
    public static FutureTask<Prepared> begin(
            ImageProcessor processor, Callable<EncodedImage> image, Executor executor) {
        FutureTask<Prepared> task = new FutureTask<>(() -> prepare(processor, image.call()));
        executor.execute(task);
        return task;
    }

    /** Threads for {@link #prepare}: one per core, none of which keeps the process alive. */
    public static ExecutorService workers() {
        return Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
            Thread thread = new Thread(task, "preprocessing");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Preprocesses every image.
     *
     * @param executor bounded: its threads are the cores that preprocessing may take
     * @return one result per image, in order
     */
    public static List<Prepared> prepare(ImageProcessor processor, List<EncodedImage> images, Executor executor) {
        List<FutureTask<Prepared>> tasks = new ArrayList<>(images.size());
        for (EncodedImage image : images) {
            tasks.add(begin(processor, () -> image, executor));
        }
        List<Prepared> prepared = new ArrayList<>(images.size());
        for (FutureTask<Prepared> task : tasks) {
            prepared.add(result(task));
        }
        return prepared;
    }

    private static Prepared prepare(ImageProcessor processor, EncodedImage image) {
        try {
            return new Prepared(processor.input(image.bytes(), image.name()), null);
        } catch (ImageException e) {
            return new Prepared(null, e);
        }
    }

    /** @throws InferenceException if it could not be got, or the processor broke down */
    public static Prepared result(FutureTask<Prepared> task) {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InferenceException("interrupted while preprocessing", e);
        } catch (ExecutionException e) {
            throw new InferenceException("preprocessing failed: " + e.getCause(), e.getCause());
        }
    }
}
