package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.RowGraphs;
import dev.vlmstream.inference.onnx.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@link KvTensors#copy} where keys and values lie on a GPU: what is before a row repeats its source's first position. */
final class DeviceRows {

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
