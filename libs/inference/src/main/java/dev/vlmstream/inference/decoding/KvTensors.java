package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Binding.Outputs;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PositionRuns;
import dev.vlmstream.inference.onnx.RowGraphs;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of some rows, a tensor {@code [rows, heads, positions, values]} for each of a decoder's past inputs. Where they
 * stay in place ({@link Decoder#inPlace()}), tensors have room for more positions behind, of zeros or of what was there once.
 */
final class KvTensors implements AutoCloseable {

    /**
     * The fewest positions by which room grows; of many, it grows by up to an eighth. When it is used up, all are moved, while
     * attention computes what it leaves.
     */
    private static final int ROOM = 16;

    /** Memory is taken for a quarter more positions than there is room for, at least for this many more: room then grows where it is. */
    private static final int AHEAD = 64;

    private final Decoder decoder;
    private final List<Tensor> tensors;
    private final int rows;
    private final int length;
    private @Nullable EncoderMemory memory;
    private boolean spent;

    /**
     * Takes over all of it; the tensors have no room.
     *
     * @param memory what the rows' encoder read; null if there is none
     */
    KvTensors(Decoder decoder, List<Tensor> tensors, @Nullable EncoderMemory memory) {
        this(decoder, tensors, (int) tensors.get(0).shape()[2], memory);
    }

    private KvTensors(Decoder decoder, List<Tensor> tensors, int length, @Nullable EncoderMemory memory) {
        this.decoder = decoder;
        this.tensors = new ArrayList<>(tensors);
        this.memory = memory;
        this.rows = (int) tensors.get(0).shape()[0];
        this.length = length;
    }

    /** Rows without positions; takes over the memory. */
    static KvTensors empty(Decoder decoder, int rows, @Nullable EncoderMemory memory) {
        List<Tensor> tensors = new ArrayList<>();
        for (TensorSpec spec : decoder.past()) {
            tensors.add(Tensor.empty(spec, rows, spec.shape()[1], 0, spec.shape()[3]));
        }
        return new KvTensors(decoder, tensors, memory);
    }

    /** Some rows without their positions. */
    KvTensors begun(int[] chosen) {
        return empty(decoder, chosen.length, memory == null ? null : memory.pick(chosen));
    }

    /** Copies of rows from anywhere, side by side, each at the end of its row; nothing attends to what is before. */
    static KvTensors copy(List<KvRow> rows, int length) {
        return copy(rows, length, false);
    }

    /** @param growing whether positions will follow, so that memory is taken for some */
    private static KvTensors copy(List<KvRow> rows, int length, boolean growing) {
        KvTensors first = rows.get(0).source();
        List<Tensor> copies =
                first.onCpu() ? copyOnCpu(rows, length, growing) : DeviceRows.copy(first.decoder, rows, length);
        EncoderMemory memory = first.memory == null ? null : EncoderMemory.copy(memories(rows));
        return new KvTensors(first.decoder, copies, length, memory);
    }

    /** Says that nobody reads it but who joins its rows next. */
    void spend() {
        spent = true;
    }

    /** As {@link #copy}, to be continued, or the tensors themselves, if these are all of their rows and nobody else reads them. */
    static KvTensors join(List<KvRow> rows, int length) {
        KvTensors first = rows.get(0).source();
        return first.spent && first.memory == null && first.length == length && first.isWhole(rows)
                ? first.continued(0)
                : copy(rows, length, first.decoder.inPlace());
    }

    private boolean isWhole(List<KvRow> chosen) {
        return chosen.size() == rows
                && IntStream.range(0, rows)
                        .allMatch(row -> chosen.get(row).source() == this
                                && chosen.get(row).row() == row
                                && chosen.get(row).isLast());
    }

    private static List<EncoderMemory.Row> memories(List<KvRow> rows) {
        return rows.stream()
                .map(row -> new EncoderMemory.Row(row.source().memory, row.row()))
                .toList();
    }

    /** What is before a row is zero: what is not a number would spread though nothing attends to it. */
    private static List<Tensor> copyOnCpu(List<KvRow> rows, int length, boolean growing) {
        KvTensors first = rows.get(0).source();
        int extent = first.extentOfCopy(length);
        int largest = growing ? capacity(extent) : extent;
        return IntStream.range(0, first.tensors.size())
                .parallel()
                .mapToObj(i -> copyOnCpu(rows, length, extent, largest, i))
                .toList();
    }

    private static Tensor copyOnCpu(List<KvRow> rows, int length, int extent, int largest, int tensor) {
        Tensor first = rows.get(0).source().tensors.get(tensor);
        Tensor copy = first.another(shape(first, rows.size(), extent), shape(first, rows.size(), largest));
        PositionRuns memory = copy.positions();
        for (int row = 0; row < rows.size(); row++) {
            write(memory, row, length, rows.get(row), tensor);
            memory.clear(row, length, extent - length);
        }
        return copy;
    }

    private static void write(PositionRuns memory, int row, int length, KvRow from, int tensor) {
        int at = length - from.length();
        memory.clear(row, 0, at);
        PositionRuns source = from.source().tensors.get(tensor).positions();
        for (KvRow.Span span : from.spans()) {
            memory.copy(row, at, source, from.row(), span.from(), span.count());
            at += span.count();
        }
    }

    private static int extent(int positions) {
        int room = Math.max(ROOM, Integer.highestOneBit(positions / 8));
        return (positions + room - 1) / room * room;
    }

    private static int capacity(int extent) {
        return extent + Math.max(AHEAD, extent / 4);
    }

    /** Makes room for more positions. */
    void reserve(int more) {
        reserve(more, more);
    }

    /**
     * Makes room for more positions, of as many tensors at once as there are processors, so that no more than these are there
     * twice. One thread would leave half of the memory's bandwidth unused, and take a twentieth of a step of 16 rows.
     *
     * @param later how many positions are to come in all: memory is taken for them now, while attention computes no more than the room
     */
    void reserve(int more, int later) {
        if (tensors.get(0).shape()[2] < length + more) {
            int extent = extent(length + more);
            int largest = capacity(Math.max(extent, extent(length + later + 1)));
            List<KvRow> all = IntStream.range(0, rows)
                    .mapToObj(row -> KvRow.last(this, row, length))
                    .toList();
            IntStream.range(0, tensors.size()).parallel().forEach(i -> {
                Tensor before = tensors.get(i);
                if (before.holds(shape(before, rows, extent))) {
                    tensors.set(i, spread(before, extent));
                } else {
                    tensors.set(i, copyOnCpu(all, length, extent, largest, i));
                    before.close();
                }
            });
        }
    }

    private Tensor spread(Tensor tensor, int extent) {
        PositionRuns before = tensor.positions();
        Tensor after = tensor.reshaped(shape(tensor, rows, extent));
        after.positions().spread(before, rows, length);
        return after;
    }

    private static long[] shape(Tensor tensor, int rows, int extent) {
        long[] shape = tensor.shape();
        return new long[] {rows, shape[1], extent, shape[3]};
    }

    /** Without the last positions; where tensors have room, that is what these become. */
    KvTensors without(int last) {
        if (decoder.inPlace()) {
            return continued(-last);
        }
        List<KvRow> kept = IntStream.range(0, rows)
                .mapToObj(row -> KvRow.of(this, row, new KvRow.Span(0, length - last)))
                .toList();
        return copy(kept, length - last);
    }

    /** The same tensors, in whose room there are more positions now; nothing is left here. */
    KvTensors continued(int more) {
        KvTensors continued = new KvTensors(decoder, tensors, length + more, memory);
        tensors.clear();
        memory = null;
        return continued;
    }

    private boolean onCpu() {
        return tensors.get(0).onCpu();
    }

    /** Whether rows can be overwritten, which takes that they lie in the CPU's memory and that nothing else goes with them. */
    boolean writable() {
        return onCpu() && memory == null;
    }

    /** What the rows' encoder read; null if there is none. */
    @Nullable
    EncoderMemory memory() {
        return memory;
    }

    /** The memory after a step, which continues from here to whatever comes in this one's place. */
    @Nullable
    EncoderMemory handOver(Outputs outputs) {
        if (memory == null || memory.unread()) {
            return memory == null ? null : memory.read(outputs);
        }
        EncoderMemory handed = memory;
        memory = null;
        return handed;
    }

    /** Overwrites a row. */
    void put(int row, KvRow from) {
        for (int i = 0; i < tensors.size(); i++) {
            write(tensors.get(i).positions(), row, length, from, i);
        }
    }

    List<Tensor> tensors() {
        return tensors;
    }

    int rows() {
        return rows;
    }

    /** Positions, padding included and room not. */
    int length() {
        return length;
    }

    long bytes() {
        return tensors.stream().mapToLong(Tensor::bytes).sum();
    }

    /** What a copy of some positions of a row takes. */
    long bytesOf(int positions) {
        return bytes() / (rows * tensors.get(0).shape()[2]) * extentOfCopy(positions);
    }

    private int extentOfCopy(int positions) {
        return decoder.inPlace() ? extent(positions + 1) : positions;
    }

    @Override
    public void close() {
        Loading.closeAll(tensors);
        if (memory != null) {
            memory.close();
        }
    }

    /** {@link KvTensors#copy} where keys and values lie on a GPU: what is before a row repeats its source's first position. */
    static final class DeviceRows {

        private DeviceRows() {}

        /** Rows that one gather can pick: of one source, the same positions. */
        private record Pick(KvTensors source, List<Integer> rows, int[] positions) {
            RowGraphs.Pick ofAllTensors() {
                int[] all = rows.stream().mapToInt(Integer::intValue).toArray();
                return new RowGraphs.Pick(source.tensors(), all, positions);
            }
        }

        static List<Tensor> copy(Decoder decoder, List<KvRow> rows, int length) {
            List<RowGraphs.Pick> picks =
                    picks(rows, length).stream().map(Pick::ofAllTensors).toList();
            return decoder.rowGraphs().join(picks);
        }

        private static List<Pick> picks(List<KvRow> rows, int length) {
            List<Pick> picks = new ArrayList<>();
            for (KvRow row : rows) {
                int[] positions = positions(row, length);
                Pick last = picks.isEmpty() ? null : picks.get(picks.size() - 1);
                if (last == null || last.source() != row.source() || !Arrays.equals(last.positions(), positions)) {
                    last = new Pick(row.source(), new ArrayList<>(), positions);
                    picks.add(last);
                }
                last.rows().add(row.row());
            }
            return picks;
        }

        private static int[] positions(KvRow row, int length) {
            int[] positions = new int[length];
            int at = length - row.length();
            for (KvRow.Span span : row.spans()) {
                for (int i = 0; i < span.count(); i++) {
                    positions[at++] = span.from() + i;
                }
            }
            return positions;
        }
    }
}
