package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Loading;
import java.util.ArrayList;
import java.util.List;

/** Answers that are about to join a running batch, and the caches that hold their prompts until they have. */
final class PrefilledRequests implements AutoCloseable {

    /**
     * An answer whose prompt has been read and whose first token is known.
     *
     * @param spent nanoseconds that this took
     * @param computed the prompt's keys and values
     */
    record Row(GeneratedSequence answer, long spent, KvRow computed) {}

    private final List<Row> all = new ArrayList<>();
    private final List<KvCache> caches = new ArrayList<>();

    KvCache holding(KvCache cache) {
        caches.add(cache);
        return cache;
    }

    void add(List<Row> read) {
        all.addAll(read);
    }

    /** Those that continue after their first token. */
    List<Row> open() {
        return all.stream().filter(row -> !row.answer().done()).toList();
    }

    @Override
    public void close() {
        Loading.closeAll(caches);
    }
}
