package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Binding.Outputs;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PositionRuns;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys and values of some rows, a tensor {@code [rows, heads, positions, values]} for each of a decoder's past inputs. */
final class KvTensors implements AutoCloseable {

    private final Decoder decoder;
    private final List<Tensor> tensors;
    private final int rows;
    private final int length;
    private @Nullable EncoderMemory memory;

    /**
     * Takes over all of it.
     *
     * @param memory what the rows' encoder read; null if there is none
     */
    KvTensors(Decoder decoder, List<Tensor> tensors, @Nullable EncoderMemory memory) {
        this.decoder = decoder;
        this.tensors = tensors;
        this.memory = memory;
        this.rows = (int) tensors.get(0).shape()[0];
        this.length = (int) tensors.get(0).shape()[2];
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
        KvTensors first = rows.get(0).source();
        List<Tensor> copies = first.onCpu() ? copyOnCpu(rows, length) : DeviceRows.copy(first.decoder, rows, length);
        return new KvTensors(first.decoder, copies, first.memory == null ? null : EncoderMemory.copy(memories(rows)));
    }

    private static List<EncoderMemory.Row> memories(List<KvRow> rows) {
        return rows.stream()
                .map(row -> new EncoderMemory.Row(row.source().memory, row.row()))
                .toList();
    }

    /** What is before a row is zero: what is not a number would spread though nothing attends to it. */
    private static List<Tensor> copyOnCpu(List<KvRow> rows, int length) {
        KvTensors first = rows.get(0).source();
        List<Tensor> copies = new ArrayList<>();
        for (int i = 0; i < first.tensors.size(); i++) {
            long[] shape = first.tensors.get(i).shape();
            Tensor copy = first.tensors.get(i).another(rows.size(), shape[1], length, shape[3]);
            copies.add(copy);
            PositionRuns memory = copy.positions();
            for (int row = 0; row < rows.size(); row++) {
                write(memory, row, length, rows.get(row), i);
            }
        }
        return copies;
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

    /** Positions, padding included. */
    int length() {
        return length;
    }

    long bytes() {
        return tensors.stream().mapToLong(Tensor::bytes).sum();
    }

    /** What a row of some positions takes. */
    long bytesOf(int positions) {
        return bytes() / ((long) rows * length) * positions;
    }

    @Override
    public void close() {
        Loading.closeAll(tensors);
        if (memory != null) {
            memory.close();
        }
    }
}
