package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PositionRuns;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** Keys and values of some rows, a tensor {@code [rows, heads, positions, values]} for each of a decoder's past inputs. */
final class KvTensors implements AutoCloseable {

    private final Decoder decoder;
    private final List<Tensor> tensors;
    private final int rows;
    private final int length;

    /** Takes over the tensors. */
    KvTensors(Decoder decoder, List<Tensor> tensors) {
        this.decoder = decoder;
        this.tensors = tensors;
        this.rows = (int) tensors.get(0).shape()[0];
        this.length = (int) tensors.get(0).shape()[2];
    }

    /** Rows without positions. */
    static KvTensors empty(Decoder decoder, int rows) {
        List<Tensor> tensors = new ArrayList<>();
        for (TensorSpec spec : decoder.past()) {
            tensors.add(Tensor.empty(spec, rows, spec.shape()[1], 0, spec.shape()[3]));
        }
        return new KvTensors(decoder, tensors);
    }

    /** Copies of rows from anywhere, side by side, each at the end of its row; nothing attends to what is before. */
    static KvTensors copy(List<KvRow> rows, int length) {
        KvTensors first = rows.get(0).source();
        return first.writable() ? copyOnCpu(rows, length) : DeviceRows.copy(first.decoder, rows, length);
    }

    /** What is before a row is zero: what is not a number would spread though nothing attends to it. */
    private static KvTensors copyOnCpu(List<KvRow> rows, int length) {
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
        return new KvTensors(first.decoder, copies);
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

    /** Whether rows can be overwritten, which takes that they lie in the CPU's memory. */
    boolean writable() {
        return tensors.get(0).onCpu();
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
    }
}
