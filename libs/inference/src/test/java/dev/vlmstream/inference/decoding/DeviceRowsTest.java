package dev.vlmstream.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.decoding.KvTensors.DeviceRows;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The graphs that put batches together on a GPU, run on the CPU, give what copying there gives. */
class DeviceRowsTest {

    private final Decoder decoder = new Decoder(
            Graph.load(Demo.models().resolve("emoji-vlm/onnx/decoder_model_merged.onnx"), TestBundles.ONE_THREAD),
            null);

    @AfterEach
    void close() {
        decoder.close();
    }

    private KvTensors numbered(int rows, int length, float first) {
        return KvTensorsTest.numbered(decoder, rows, length, first);
    }

    @Test
    void rowsOfSeveralSourcesWithGapsStandAtTheEndOfTheirRows() {
        try (KvTensors one = numbered(3, 7, 1);
                KvTensors other = numbered(2, 5, 1_000_000)) {
            assertCopied(
                    9,
                    List.of(
                            KvRow.last(one, 2, 7),
                            KvRow.last(one, 0, 7),
                            KvRow.of(other, 1, new KvRow.Span(0, 2), new KvRow.Span(3, 2)),
                            KvRow.last(one, 1, 3)));
        }
    }

    /** As many as a graph takes, one more and one less. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 40})
    void anyNumberOfRowsThatDifferIsJoined(int count) {
        try (KvTensors one = numbered(3, 7, 1);
                KvTensors other = numbered(2, 5, 1_000_000)) {
            List<KvRow> rows = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                rows.add(i % 2 == 0 ? KvRow.last(one, i % 3, 1 + i % 7) : KvRow.last(other, i % 2, 1 + i % 5));
            }
            assertCopied(7, rows);
        }
    }

    private void assertCopied(int length, List<KvRow> rows) {
        try (KvTensors copied = KvTensors.copy(rows, length);
                KvTensors gathered = new KvTensors(decoder, DeviceRows.copy(decoder, rows, length), null)) {
            assertThat(gathered.rows()).isEqualTo(rows.size());
            assertThat(gathered.bytes()).isEqualTo(copied.bytes());
            for (int i = 0; i < rows.size(); i++) {
                assertSame(copied, gathered, i, rows.get(i).length());
            }
        }
    }

    private static void assertSame(KvTensors copied, KvTensors gathered, int row, int length) {
        for (int i = 0; i < copied.tensors().size(); i++) {
            Tensor expected = copied.tensors().get(i);
            Tensor actual = gathered.tensors().get(i);
            assertThat(actual.shape()).containsExactly(expected.shape());
            long[] shape = expected.shape();
            for (long head = 0; head < shape[1]; head++) {
                long end = ((row * shape[1] + head) + 1) * shape[2] * shape[3];
                int count = (int) (length * shape[3]);
                assertThat(actual.floats(end - count, count)).containsExactly(expected.floats(end - count, count));
            }
        }
    }
}
