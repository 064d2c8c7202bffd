package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A step of a batch with padding, for decoders that must not see any ({@link Decoder#takesNoPadding()}): rows that have as many
 * positions before them and as many new ones go together, without their padding, and what they give is put back where the batch
 * has it.
 */
final class UnpaddedSteps implements AutoCloseable {

    private final Decoder decoder;
    private final KvTensors past;
    private final int added;
    private final StepOutputs wanted;
    private final List<Part> parts = new ArrayList<>();

    /** @param added new positions of each row, padding included */
    UnpaddedSteps(Decoder decoder, KvTensors past, int added, StepOutputs wanted) {
        this.decoder = decoder;
        this.past = past;
        this.added = added;
        this.wanted = wanted;
    }

    /**
     * A row's own positions.
     *
     * @param before those in the cache
     * @param from the first new one, among the new ones
     * @param count how many new ones
     */
    private record Own(int row, List<KvRow.Span> before, int from, int count) {
        int length() {
            return before.stream().mapToInt(KvRow.Span::count).sum();
        }
    }

    /** Rows that were computed together. */
    private record Part(List<Own> rows, KvCache cache, Step step) {}

    /** Whether a step of all rows together would be wrong, or more than the operator can. */
    static boolean areNeeded(Decoder decoder, KvTensors past, int added, long[] mask) {
        return past.rows() > 1 && isAlone(decoder, past.length(), added)
                || Arrays.stream(mask).anyMatch(one -> one == 0);
    }

    /** Several new positions after others are computed for one row alone, which is what an operator that counts keys can. */
    private static boolean isAlone(Decoder decoder, int before, int count) {
        return decoder.countsKeys() && before > 0 && count > 1;
    }

    /** Computes all rows, as {@link KvCache#step} takes them. */
    void compute(Embeddings embeds, long[] mask, long[] positions, boolean[] inBlock) {
        for (List<Own> rows : alike(mask)) {
            compute(rows, embeds, positions, inBlock);
        }
    }

    private Collection<List<Own>> alike(long[] mask) {
        Map<List<Integer>, List<Own>> groups = new LinkedHashMap<>();
        for (int row = 0; row < past.rows(); row++) {
            Own own = own(row, mask);
            int alone = isAlone(decoder, own.length(), own.count()) ? row : -1;
            groups.computeIfAbsent(List.of(own.length(), own.count(), alone), key -> new ArrayList<>())
                    .add(own);
        }
        return groups.values();
    }

    private Own own(int row, long[] mask) {
        int length = past.length() + added;
        List<KvRow.Span> spans = spans(mask, row * length, past.length());
        List<KvRow.Span> fresh = spans(mask, row * length + past.length(), added);
        if (fresh.size() != 1) {
            throw new IllegalArgumentException("row " + row + " has " + fresh.size()
                    + " runs of new positions; a decoder that must not see padding takes one");
        }
        return new Own(row, spans, fresh.get(0).from(), fresh.get(0).count());
    }

    private static List<KvRow.Span> spans(long[] mask, int start, int length) {
        List<KvRow.Span> spans = new ArrayList<>();
        int at = 0;
        while (at < length) {
            int from = at;
            while (at < length && mask[start + at] != 0) {
                at++;
            }
            if (at > from) {
                spans.add(new KvRow.Span(from, at - from));
            }
            at++;
        }
        return spans;
    }

    private void compute(List<Own> rows, Embeddings embeds, long[] positions, boolean[] inBlock) {
        int before = rows.get(0).length();
        int count = rows.get(0).count();
        KvTensors known = before == 0
                ? past.begun(rows.stream().mapToInt(Own::row).toArray())
                : KvTensors.copy(
                        rows.stream()
                                .map(own -> new KvRow(past, own.row(), own.before()))
                                .toList(),
                        before);
        KvCache cache = decoder.start(known);
        long[] whole = new long[rows.size() * (before + count)];
        Arrays.fill(whole, 1);
        try (Embeddings own = embeddings(rows, embeds)) {
            Step step = cache.step(own, whole, positions(rows, positions), inBlock(rows, inBlock), wanted);
            parts.add(new Part(rows, cache, step));
        } catch (RuntimeException e) {
            cache.close();
            throw e;
        }
    }

    private Embeddings embeddings(List<Own> rows, Embeddings embeds) {
        int count = rows.get(0).count();
        long[] own = rows.stream()
                .mapToLong(row -> (long) row.row() * added + row.from())
                .flatMap(first -> LongStream.range(first, first + count))
                .toArray();
        return embeds.each(tensor -> decoder.rows().pick(List.of(tensor), own, rows.size(), count, tensor.shape()[2]));
    }

    private long[] positions(List<Own> rows, long[] positions) {
        int axes = decoder.positionAxes();
        int count = rows.get(0).count();
        long[] own = new long[axes * rows.size() * count];
        for (int axis = 0; axis < axes; axis++) {
            for (int i = 0; i < rows.size(); i++) {
                int from = (axis * past.rows() + rows.get(i).row()) * added
                        + rows.get(i).from();
                System.arraycopy(positions, from, own, (axis * rows.size() + i) * count, count);
            }
        }
        return own;
    }

    private boolean[] inBlock(List<Own> rows, boolean[] inBlock) {
        int count = rows.get(0).count();
        boolean[] own = new boolean[rows.size() * count];
        for (int i = 0; i < rows.size(); i++) {
            int from = rows.get(i).row() * added + rows.get(i).from();
            System.arraycopy(inBlock, from, own, i * count, count);
        }
        return own;
    }

    /** The keys and values of all positions, in the batch's places; nothing attends to what padding holds. */
    KvTensors past() {
        KvRow[] all = new KvRow[past.rows()];
        for (Part part : parts) {
            for (int i = 0; i < part.rows().size(); i++) {
                Own own = part.rows().get(i);
                all[own.row()] = new KvRow(part.cache().past(), i, places(own));
            }
        }
        return KvTensors.copy(List.of(all), past.length() + added);
    }

    /** Where each of the batch's positions lies among the row's own; padding repeats these. */
    private List<KvRow.Span> places(Own own) {
        int length = own.length() + own.count();
        List<KvRow.Span> places = new ArrayList<>();
        int at = 0;
        int next = 0;
        for (KvRow.Span span : own.before()) {
            pad(places, span.from() - at, length);
            places.add(new KvRow.Span(next, span.count()));
            next += span.count();
            at = span.from() + span.count();
        }
        pad(places, past.length() + own.from() - at, length);
        places.add(new KvRow.Span(next, own.count()));
        pad(places, added - own.from() - own.count(), length);
        return places;
    }

    private static void pad(List<KvRow.Span> places, int count, int length) {
        for (int left = count; left > 0; left -= length) {
            places.add(new KvRow.Span(0, Math.min(left, length)));
        }
    }

    /** What the step gave, zeros in the places of padding. */
    Step step() {
        Tensor logits = joined(Decoder.LOGITS, wanted.everyPosition() ? added : 1, Step::logits);
        Tensor hidden = wanted.hiddenStates() ? joined(decoder.hiddenStates(), added, Step::hidden) : null;
        return new Step(decoder, added, logits, hidden);
    }

    /** Reads an output of a step. */
    private interface Output {
        float[] at(Step step, int row, int position);
    }

    /** @param kept how many of the last positions have the output */
    private Tensor joined(String name, int kept, Output output) {
        float[][] all = new float[past.rows() * kept][];
        int width = 0;
        for (Part part : parts) {
            for (int i = 0; i < part.rows().size(); i++) {
                Own own = part.rows().get(i);
                int first = own.from() - (added - kept);
                for (int position = Math.max(0, -first); position < own.count(); position++) {
                    float[] values = output.at(part.step(), i, position);
                    all[own.row() * kept + first + position] = values;
                    width = values.length;
                }
            }
        }
        float[] padding = new float[width];
        List<float[]> rows =
                Arrays.stream(all).map(one -> one == null ? padding : one).toList();
        return Tensor.floats(decoder.graph().requireOutput(name), rows, past.rows(), kept, width);
    }

    @Override
    public void close() {
        Loading.closeAll(parts.stream().map(Part::step).toList());
        Loading.closeAll(parts.stream().map(Part::cache).toList());
    }
}
