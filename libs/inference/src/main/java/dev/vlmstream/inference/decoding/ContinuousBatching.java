package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.decoding.PromptReader.PrefilledRequests;
import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.runtime.BatchingOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Continues answers side by side in a number of slots; a slot freed by a finished answer takes the next without waiting for
 * the others (Yu et al. 2022, Orca). Prompts are read apart from the running answers and then join them.
 */
public final class ContinuousBatching {

    /** The most for keys and values of prompts that have been read before a slot is free. */
    private static final long AHEAD_BYTES = 64L << 20;

    private final Embedder embedder;
    private final Decoder decoder;
    private final int padToken;
    private final PromptReader reader;
    private final Speculation speculation;
    private final int slots;

    /**
     * @param padToken fills a batch's shorter rows; nothing attends to it
     * @param prefixes whoever made it closes it
     */
    public ContinuousBatching(
            Embedder embedder, Decoder decoder, int padToken, PrefixCache prefixes, BatchingOptions batching) {
        this.embedder = embedder;
        this.decoder = decoder;
        this.padToken = padToken;
        this.reader = new PromptReader(embedder, decoder, padToken, prefixes);
        this.speculation = new Speculation(embedder, decoder, batching.speculation());
        this.slots = batching.slots();
    }

    /** Continues answers that have nothing yet, each by its own rules, until all are done. */
    public void complete(List<GeneratedSequence> answers) {
        try (RunningBatch running = new RunningBatch(embedder, decoder, speculation);
                ReadAhead waiting = new ReadAhead(reader, decoder.bytesPerPosition(), AHEAD_BYTES, answers)) {
            while (!waiting.isEmpty() || running.open() > 0) {
                running.arrange(waiting.take(free(running.open())));
                running.step();
            }
        }
    }

    /** Beside rows of which each has many positions of an encoder, one that is behind them would have all copied at each step. */
    private int free(int open) {
        return decoder.cross().isPresent() && open > 0 ? 0 : slots - open;
    }

    /** The logits after a prompt, read by itself. */
    public float[] nextTokenLogits(EmbeddedPrompt prompt) {
        PaddedBatch batch = new PaddedBatch(List.of(prompt), padToken);
        try (KvCache cache = decoder.start(List.of(prompt));
                Embeddings embeds = embedder.prompts(batch, List.of(prompt))) {
            return cache.extend(embeds, batch)[0];
        }
    }

    /**
     * Answers that grow side by side, each in a row of one cache, at its end; what is before a row's tokens is masked. Rows come
     * and go between steps.
     */
    private static final class RunningBatch implements AutoCloseable {

        /** Padding that may stand before every row, as copying all rows costs about a step's copying. */
        private static final int LEAST_SLACK = 16;

        private static final int[] NO_GUESS = {};

        private final Embedder embedder;
        private final Decoder decoder;
        private final Speculation speculation;
        private final List<BatchRow> rows = new ArrayList<>();
        /** Of one answer after the other: a new array for each would have Java's heap collected every few steps. */
        private float[] logits = {};
        /** Null while there are no rows. */
        private @Nullable KvCache cache;

        RunningBatch(Embedder embedder, Decoder decoder, Speculation speculation) {
            this.embedder = embedder;
            this.decoder = decoder;
            this.speculation = speculation;
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
                cache = decoder.start(KvTensors.join(sources, longest));
            } else {
                cache.replace(KvTensors.join(sources, longest));
            }
        }

        /** One more token for every answer, or several if there is only one answer. */
        void step() {
            if (rows.isEmpty()) {
                return;
            }
            int[] guess = guess();
            int width = 1 + guess.length;
            StepOutputs wanted = guess.length > 0 ? StepOutputs.ALL_LOGITS : StepOutputs.LAST_LOGITS;
            try (Embeddings embeds = embedder.tokens(tokens(guess), rows.size());
                    Step step = cache.step(embeds, mask(width), positions(width), wanted)) {
                for (int i = 0; i < rows.size(); i++) {
                    BatchRow row = rows.get(i);
                    int index = i;
                    int came = row.answer.advance(
                            guess,
                            place -> logits = step.logits(index, place, logits),
                            (System.nanoTime() - row.since) / 1e9);
                    row.length += came;
                    cache.forget(width - came);
                }
            }
        }

        private int[] guess() {
            int[] guess = rows.size() > 1 ? NO_GUESS : rows.get(0).answer.guess();
            return guess.length > 0 && speculation.isExact() ? guess : NO_GUESS;
        }

        private long[] tokens(int[] guess) {
            IntStream last = rows.stream().mapToInt(row -> row.answer.last());
            return IntStream.concat(last, IntStream.of(guess)).asLongStream().toArray();
        }

        private long[] mask(int width) {
            int length = cache.length() + width;
            long[] mask = new long[rows.size() * length];
            for (int i = 0; i < rows.size(); i++) {
                int end = (i + 1) * length;
                Arrays.fill(mask, end - rows.get(i).length - width, end, 1);
            }
            return mask;
        }

        private long[] positions(int width) {
            long[] positions = new long[decoder.positionAxes() * rows.size() * width];
            for (int i = 0; i < positions.length; i++) {
                positions[i] = rows.get(i / width % rows.size()).answer.lastPosition() + i % width;
            }
            return positions;
        }

        @Override
        public void close() {
            if (cache != null) {
                cache.close();
                cache = null;
            }
        }
    }

    /**
     * Answers that wait for a slot. Where keys and values are small, more prompts are read than there are free slots: together they
     * cost less than one by one, and a slot that becomes free later finds one that is ready.
     */
    static final class ReadAhead implements AutoCloseable {

        /** More together are hardly cheaper. */
        private static final int TOGETHER = 8;

        private final PromptReader reader;
        private final long bytesPerPosition;
        private final long bytes;
        private final Deque<GeneratedSequence> unread;
        private final Deque<PrefilledRequests.Row> ready = new ArrayDeque<>();
        /** Holds what the ready ones have computed. */
        private final List<PrefilledRequests> held = new ArrayList<>();
        /** Those of which none is ready any more, until the next call. */
        private final List<PrefilledRequests> joining = new ArrayList<>();

        /** @param bytes the most that keys and values of answers without a slot may take */
        ReadAhead(PromptReader reader, long bytesPerPosition, long bytes, Collection<GeneratedSequence> answers) {
            this.reader = reader;
            this.bytesPerPosition = bytesPerPosition;
            this.bytes = bytes;
            this.unread = new ArrayDeque<>(answers);
        }

        boolean isEmpty() {
            return unread.isEmpty() && ready.isEmpty();
        }

        /**
         * As many as there are free slots, fewer if fewer are left; what they have computed is there until the next call, or until
         * it has joined a batch.
         */
        List<PrefilledRequests.Row> take(int free) {
            release(joining);
            List<PrefilledRequests.Row> taken = new ArrayList<>();
            while (taken.size() < free && !isEmpty()) {
                if (ready.isEmpty()) {
                    read(free - taken.size());
                } else {
                    taken.add(ready.poll());
                }
            }
            for (PrefilledRequests read : List.copyOf(held)) {
                if (read.open().stream().noneMatch(ready::contains)) {
                    held.remove(read);
                    joining.add(read);
                    read.spend();
                }
            }
            return taken;
        }

        private void read(int free) {
            List<GeneratedSequence> next = new ArrayList<>();
            long ahead = 0;
            while (!unread.isEmpty() && next.size() < Math.max(free, TOGETHER)) {
                ahead += next.size() < free
                        ? 0
                        : bytesPerPosition * unread.peek().prompt().inputIds().length;
                if (ahead > bytes) {
                    break;
                }
                next.add(unread.poll());
            }
            PrefilledRequests read = reader.read(next);
            held.add(read);
            ready.addAll(read.open());
        }

        private static void release(List<PrefilledRequests> all) {
            List<PrefilledRequests> released = List.copyOf(all);
            all.clear();
            Loading.closeAll(released);
        }

        @Override
        public void close() {
            held.addAll(joining);
            joining.clear();
            release(held);
        }
    }
}
