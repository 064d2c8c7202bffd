package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.RowGraphs;
import dev.vlmstream.inference.onnx.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link KvTensors#copy} where keys and values lie on a GPU: what is before a row repeats its source's first position. */
final class DeviceRows {

    private DeviceRows() {}

    /** Rows that one gather can pick: of one source, the same positions. */
    private record Pick(KvTensors source, int[] rows, int[] positions) {}

    static KvTensors copy(Decoder decoder, List<KvRow> rows, int length) {
        List<Pick> picks = picks(rows, length);
        List<Tensor> copies = new ArrayList<>();
        for (int i = 0; i < rows.get(0).source().tensors().size(); i++) {
            copies.add(copy(decoder.rowGraphs(), picks, i));
        }
        return new KvTensors(decoder, copies);
    }

    private static List<Pick> picks(List<KvRow> rows, int length) {
        List<Pick> picks = new ArrayList<>();
        for (KvRow row : rows) {
            int[] positions = positions(row, length);
            Pick last = picks.isEmpty() ? null : picks.get(picks.size() - 1);
            if (last != null && last.source() == row.source() && Arrays.equals(last.positions(), positions)) {
                int[] more = Arrays.copyOf(last.rows(), last.rows().length + 1);
                more[more.length - 1] = row.row();
                picks.set(picks.size() - 1, new Pick(last.source(), more, positions));
            } else {
                picks.add(new Pick(row.source(), new int[] {row.row()}, positions));
            }
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

    private static @Nullable Tensor copy(RowGraphs graphs, List<Pick> picks, int tensor) {
        Tensor joined = null;
        for (Pick pick : picks) {
            Tensor picked = graphs.pick(pick.source().tensors().get(tensor), pick.rows(), pick.positions());
            if (joined == null) {
                joined = picked;
            } else {
                try (Tensor before = joined;
                        Tensor after = picked) {
                    joined = graphs.join(before, after);
                }
            }
        }
        return joined;
    }
}
