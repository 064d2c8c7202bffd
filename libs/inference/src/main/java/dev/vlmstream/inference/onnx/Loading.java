package dev.vlmstream.inference.onnx;

import java.util.ArrayDeque;
import java.util.Deque;

/** Parts of a model while it is being loaded, or tensors of a result: if a later one fails, the earlier ones are closed. */
public final class Loading implements AutoCloseable {

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private boolean complete;

    public <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** The parts now belong to what they make up. */
    public <T> T complete(T whole) {
        complete = true;
        return whole;
    }

    @Override
    public void close() {
        if (!complete) {
            closeAll(parts);
        }
    }

    /** Closes all, also if one fails. */
    public static void closeAll(Iterable<? extends AutoCloseable> parts) {
        RuntimeException failure = null;
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                failure = new IllegalStateException(
                        "cannot free " + part.getClass().getSimpleName(), e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
