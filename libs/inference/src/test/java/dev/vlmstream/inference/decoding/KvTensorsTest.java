package dev.vlmstream.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows that move from one batch to another: which of them are copied. */
class KvTensorsTest {

    private final Decoder decoder = new Decoder(
            Graph.load(Demo.models().resolve("emoji-vlm/onnx/decoder_model_merged.onnx"), TestBundles.ONE_THREAD),
            null);

    @AfterEach
    void close() {
        decoder.close();
    }

    /** Keys and values that are numbers one after another. */
    static KvTensors numbered(Decoder decoder, int rows, int length, float first) {
        List<Tensor> tensors = new ArrayList<>();
        for (TensorSpec spec : decoder.past()) {
            int size = (int) (rows * spec.shape()[1] * length * spec.shape()[3]);
            float[] values = new float[size];
            for (int i = 0; i < size; i++) {
                values[i] = first + tensors.size() * size + i;
            }
            tensors.add(Tensor.floats(spec, List.of(values), rows, spec.shape()[1], length, spec.shape()[3]));
        }
        return new KvTensors(decoder, tensors, null);
    }

    private static float[] values(KvTensors rows) {
        Tensor last = rows.tensors().get(rows.tensors().size() - 1);
        return last.floats(0, (int) (last.bytes() / Float.BYTES));
    }

    private static List<KvRow> whole(KvTensors source) {
        return List.of(
                KvRow.of(source, 0, new KvRow.Span(0, 0), new KvRow.Span(1, 6)),
                KvRow.of(source, 1, new KvRow.Span(0, 4), new KvRow.Span(4, 3)),
                KvRow.last(source, 2, 7));
    }

    @Test
    void allRowsOfABatchThatNobodyElseReadsAreNotCopied() {
        try (KvTensors batch = numbered(decoder, 3, 7, 1)) {
            List<Tensor> tensors = List.copyOf(batch.tensors());
            batch.spend();
            try (KvTensors joined = KvTensors.join(whole(batch), 7)) {
                assertThat(joined.tensors()).isEqualTo(tensors);
                assertThat(joined.length()).isEqualTo(7);
                assertThat(batch.tensors()).isEmpty();
            }
        }
    }

    @Test
    void whatOthersReadIsCopiedAndStays() {
        try (KvTensors batch = numbered(decoder, 3, 7, 1);
                KvTensors other = numbered(decoder, 2, 5, 1_000_000)) {
            batch.spend();
            float[] before = values(other);
            List<KvRow> rows = List.of(KvRow.last(other, 0, 5), KvRow.last(batch, 0, 7), KvRow.last(other, 1, 5));
            try (KvTensors joined = KvTensors.join(rows, 7)) {
                assertThat(joined.rows()).isEqualTo(3);
                assertThat(values(other)).containsExactly(before);
            }
            try (KvTensors joined = KvTensors.join(List.of(KvRow.last(other, 0, 5), KvRow.last(other, 1, 5)), 5)) {
                assertThat(values(joined)).containsExactly(before);
                assertThat(values(other)).containsExactly(before);
            }
        }
    }

    @Test
    void rowsInAnotherPlaceOrderOrLengthAreCopied() {
        List<KvRow.Span> gap = List.of(new KvRow.Span(0, 2), new KvRow.Span(3, 4));
        assertCopied(9, KvTensorsTest::whole);
        assertCopied(7, batch -> whole(batch).subList(0, 2));
        assertCopied(7, batch -> List.of(KvRow.last(batch, 1, 7), KvRow.last(batch, 0, 7), KvRow.last(batch, 2, 7)));
        assertCopied(7, batch -> List.of(KvRow.last(batch, 0, 7), new KvRow(batch, 1, gap), KvRow.last(batch, 2, 7)));
        assertCopied(
                7,
                batch -> List.of(
                        KvRow.last(batch, 0, 7), KvRow.of(batch, 1, new KvRow.Span(0, 6)), KvRow.last(batch, 2, 7)));
    }

    /** Memory is not taken again: positions move apart in it, and nothing that was there before is in the room behind them. */
    @Test
    void roomGrowsInMemoryThatWasTakenForLaterPositions() {
        try (KvTensors batch = numbered(decoder, 3, 7, 1)) {
            float[] before = values(batch);
            batch.reserve(1, 90);
            for (int extent : new int[] {16, 48, 64, 112, 128}) {
                batch.reserve(extent - 7);
                Tensor last = batch.tensors().get(batch.tensors().size() - 1);
                long[] shape = last.shape();
                assertThat(shape[2]).isEqualTo(extent);
                assertThat(last.holds(shape[0], shape[1], 128, shape[3])).isTrue();
                assertSpread(last, before);
            }
        }
    }

    /** And puts what is not a number into the room, for the next look. */
    private static void assertSpread(Tensor tensor, float[] before) {
        int extent = (int) tensor.shape()[2];
        int width = (int) tensor.shape()[3];
        float[] rest = new float[(extent - 7) * width];
        for (int i = 0; i < before.length / (7 * width); i++) {
            assertThat(tensor.floats((long) i * extent * width, 7 * width))
                    .containsExactly(Arrays.copyOfRange(before, i * 7 * width, (i + 1) * 7 * width));
            assertThat(tensor.floats(((long) i * extent + 7) * width, rest.length))
                    .containsExactly(rest);
        }
        Arrays.fill(rest, Float.NaN);
        for (int i = 0; i < before.length / (7 * width); i++) {
            tensor.write(rest, ((long) i * extent + 7) * width);
        }
    }

    private void assertCopied(int length, Function<KvTensors, List<KvRow>> chosen) {
        try (KvTensors batch = numbered(decoder, 3, 7, 1)) {
            List<KvRow> rows = chosen.apply(batch);
            try (KvTensors copied = KvTensors.copy(rows, length)) {
                batch.spend();
                try (KvTensors joined = KvTensors.join(rows, length)) {
                    assertThat(batch.tensors()).isNotEmpty();
                    assertThat(values(joined)).containsExactly(values(copied));
                }
            }
        }
    }
}
