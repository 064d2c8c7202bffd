package dev.vlmstream.inference.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers that grow side by side, each in a row of one cache, at its end; what is before a row's tokens is masked. Rows come
 * and go between steps.
 */
final class RunningBatch implements AutoCloseable {

    /** Padding before every row that is borne, as copying all rows costs about a step's copying. */
    private static final int LEAST_SLACK = 16;

    private final Embedder embedder;
    private final Decoder decoder;
    private final List<BatchRow> rows = new ArrayList<>();
    /** Null while there are no rows. */
    private @Nullable KvCache cache;

    RunningBatch(Embedder embedder, Decoder decoder) {
        this.embedder = embedder;
        this.decoder = decoder;
    }

    private static final class BatchRow {
        private final GeneratedSequence answer;
        /** When it would have begun had it not waited for a slot. */
        private final long since;
        /** Positions that belong to it. */
        private int length;

        BatchRow(PrefilledRequests.Row request) {
            this.answer = request.answer();
            this.since = System.nanoTime() - request.spent();
            this.length = request.computed().length();
        }
    }

    /** How many answers are not done. */
    int open() {
        return (int) rows.stream().filter(row -> !row.answer.done()).count();
    }

    /** Lets answers that are done go and others in. Where these fit into the places of those, nothing else is copied. */
    void arrange(List<PrefilledRequests.Row> joining) {
        List<Integer> free = new ArrayList<>();
        int longest =
                joining.stream().mapToInt(n -> n.computed().length()).max().orElse(0);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).answer.done()) {
                free.add(i);
            } else {
                longest = Math.max(longest, rows.get(i).length);
            }
        }
        if (cache != null
                && free.size() == joining.size()
                && fits(longest)
                && cache.past().writable()) {
            for (int i = 0; i < free.size(); i++) {
                cache.past().put(free.get(i), joining.get(i).computed());
                rows.set(free.get(i), new BatchRow(joining.get(i)));
            }
        } else {
            rebuild(joining, longest);
        }
    }

    private boolean fits(int longest) {
        int slack = cache.length() - longest;
        return slack >= 0 && slack <= Math.max(LEAST_SLACK, longest / 4);
    }

    private void rebuild(List<PrefilledRequests.Row> joining, int longest) {
        List<KvRow> sources = new ArrayList<>();
        List<BatchRow> next = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).answer.done()) {
                next.add(rows.get(i));
                sources.add(KvRow.last(cache.past(), i, rows.get(i).length));
            }
        }
        for (PrefilledRequests.Row request : joining) {
            next.add(new BatchRow(request));
            sources.add(request.computed());
        }
        rows.clear();
        rows.addAll(next);
        if (rows.isEmpty()) {
            close();
        } else if (cache == null) {
            cache = decoder.start(KvTensors.copy(sources, longest));
        } else {
            cache.replace(KvTensors.copy(sources, longest));
        }
    }

    /** One more token for every answer. */
    void step() {
        if (rows.isEmpty()) {
            return;
        }
        long[] mask = mask();
        try (Embeddings embeds = embedder.next(lastTokens());
                Step step = cache.step(embeds, mask, positions(), StepOutputs.LAST_LOGITS)) {
            for (int i = 0; i < rows.size(); i++) {
                BatchRow row = rows.get(i);
                row.length++;
                row.answer.advance(step.lastLogits(i), (System.nanoTime() - row.since) / 1e9);
            }
        }
    }

    private long[] lastTokens() {
        return rows.stream().mapToLong(row -> row.answer.last()).toArray();
    }

    private long[] mask() {
        int length = cache.length() + 1;
        long[] mask = new long[rows.size() * length];
        for (int i = 0; i < rows.size(); i++) {
            int end = (i + 1) * length;
            Arrays.fill(mask, end - rows.get(i).length - 1, end, 1);
        }
        return mask;
    }

    private long[] positions() {
        return Stream.generate(() -> rows.stream().map(row -> row.answer.lastPosition()))
                .limit(decoder.positionAxes())
                .flatMap(axis -> axis)
                .mapToLong(Long::longValue)
                .toArray();
    }

    @Override
    public void close() {
        if (cache != null) {
            cache.close();
            cache = null;
        }
    }
}
