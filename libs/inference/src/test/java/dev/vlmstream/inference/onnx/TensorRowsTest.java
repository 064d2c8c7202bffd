package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.Half;
import dev.vlmstream.inference.onnx.TensorRows.Blend;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows are moved by graphs on a device as they are copied on the CPU. */
class TensorRowsTest {
    private static final int WIDTH = 3;
    private static final TensorSpec HALF = new TensorSpec("half", Tensor.FLOAT16, new long[] {-1, -1, WIDTH});
    private static final TensorSpec SINGLE = new TensorSpec("single", Tensor.FLOAT, new long[] {-1, -1, WIDTH});

    private final long openBefore = Tensor.open();
    private final Graph onCpu = load();
    private final Graph onDevice = StandInDevice.of(load());
    private final TensorRows copied = new TensorRows(onCpu);
    private final TensorRows gathered = new TensorRows(onDevice);
    private final List<Tensor> tensors = new ArrayList<>();

    private static Graph load() {
        return Graph.load(Demo.models().resolve("emoji-vlm/onnx/embed_tokens.onnx"), RuntimeOptions.cpu());
    }

    @AfterEach
    void close() {
        Loading.closeAll(tensors);
        assertThat(Tensor.open()).isEqualTo(openBefore);
        Loading.closeAll(List.of(copied, gathered, onCpu, onDevice));
    }

    private Tensor random(TensorSpec spec, long... shape) {
        Random random = new Random(tensors.size());
        int count = 1;
        for (long extent : shape) {
            count *= (int) extent;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat();
        }
        return opened(Tensor.floats(spec, List.of(values), shape));
    }

    private Tensor opened(Tensor tensor) {
        tensors.add(tensor);
        return tensor;
    }

    /** Of several shapes, single and half precision. */
    private List<Tensor> sources(int count) {
        List<Tensor> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TensorSpec spec = i % 2 == 0 ? HALF : SINGLE;
            sources.add(i % 3 == 0 ? random(spec, 2, 2 * WIDTH) : random(spec, 1, 4, WIDTH));
        }
        return sources;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16, 17})
    void rowsOfSeveralTensorsArePicked(int count) {
        List<Tensor> sources = sources(count);
        long[] rows = new Random(1).longs(6, 0, 4L * count).toArray();

        Tensor expected = opened(copied.pick(sources, rows, 2, 3, WIDTH));
        Tensor found = opened(gathered.pick(sources, rows, 2, 3, WIDTH));

        assertThat(found.onCpu()).isFalse();
        assertThat(found.spec()).usingRecursiveComparison().isEqualTo(expected.spec());
        assertThat(gathered.read(found)).isDeepEqualTo(copied.read(expected));
        for (int i = 0; i < rows.length; i++) {
            Tensor source = sources.get((int) rows[i] / 4);
            assertThat(copied.read(expected)[i]).containsExactly(source.floats(rows[i] % 4 * WIDTH, WIDTH));
        }
    }

    @Test
    void singleAndHalfPrecisionAreMixedAsSingleUnlessOneIsAskedFor() {
        List<Tensor> sources = sources(2);
        long[] rows = {5, 0};
        for (TensorRows where : List.of(copied, gathered)) {
            assertThat(opened(where.pick(sources, rows, 1, 2, WIDTH)).type()).isEqualTo(Tensor.FLOAT);
            Tensor half = opened(where.pick(sources, HALF, rows, 1, 2, WIDTH));
            assertThat(half.type()).isEqualTo(Tensor.FLOAT16);
            float[] rounded = sources.get(1).floats(WIDTH, WIDTH);
            for (int i = 0; i < WIDTH; i++) {
                rounded[i] = Half.toFloat(Half.fromFloat(rounded[i]));
            }
            assertThat(where.read(half)[0]).containsExactly(rounded);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 17})
    void rowsOfSeveralTensorsAreSummedUpByWeights(int count) {
        List<Tensor> sources = sources(count);
        long[][] rows = {{0, 3, 1}, {2, 4L * count - 1, 1}};
        float[][] weights = {{0.25f, 1, 0.5f}, {0.75f, 0, -2}};

        float[][] first = copied.read(opened(copied.pick(sources, rows[0], 1, 3, WIDTH)));
        float[][] second = copied.read(opened(copied.pick(sources, rows[1], 1, 3, WIDTH)));
        for (TensorRows where : List.of(copied, gathered)) {
            Tensor blended = opened(where.blend(sources, new Blend(rows, weights), WIDTH));
            assertThat(blended.type()).isEqualTo(Tensor.FLOAT);
            assertThat(blended.shape()).containsExactly(1, 3, WIDTH);
            assertThat(blended.onCpu()).isEqualTo(where == copied);
            float[][] found = where.read(blended);
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    float sum = weights[0][i] * first[i][j] + weights[1][i] * second[i][j];
                    assertThat(found[i][j]).isCloseTo(sum, within(1e-6f));
                }
            }
        }
    }

    @Test
    void rowsTakeThePlacesOfOthers() {
        List<Tensor> by = List.of(random(SINGLE, 1, 2, WIDTH), random(HALF, 1, 1, WIDTH));
        long[] places = {1, 2, 5};
        float[][] before = copied.read(random(HALF, 2, 3, WIDTH));
        float[][] expected = null;
        for (TensorRows where : List.of(copied, gathered)) {
            Tensor target = Tensor.floats(HALF, List.of(before), 2, 3, WIDTH);
            float[][] found = where.read(opened(where.replace(target, by, 0, 1, places)));
            assertThat(found[0]).containsExactly(before[0]);
            assertThat(found[5]).containsExactly(by.get(1).floats(0, WIDTH));
            expected = expected == null ? found : expected;
            assertThat(found).isDeepEqualTo(expected);
        }
    }

    @Test
    void partsOfWiderRowsTakeThePlacesOfOthers() {
        List<Tensor> by = List.of(random(SINGLE, 1, 2, 2 * WIDTH), random(HALF, 1, 1, 2 * WIDTH));
        long[] places = {3, 0, 2};
        for (TensorRows where : List.of(copied, gathered)) {
            for (int part = 0; part < 2; part++) {
                Tensor zeros = Tensor.zeros(SINGLE, 1, 4, WIDTH);
                float[][] found = where.read(opened(where.replace(zeros, by, part, 2, places)));
                assertThat(found).isDeepEqualTo(new float[][] {
                    by.get(0).floats((2L + part) * WIDTH, WIDTH),
                    new float[WIDTH],
                    by.get(1).floats((long) part * WIDTH, WIDTH),
                    by.get(0).floats((long) part * WIDTH, WIDTH)
                });
            }
        }
    }

    @Test
    void rowsOfSeveralTensorsComeSideBySide() {
        List<Tensor> columns = List.of(random(SINGLE, 2, WIDTH), random(SINGLE, 1, 2, WIDTH), random(SINGLE, 2, WIDTH));
        for (TensorRows where : List.of(copied, gathered)) {
            Tensor found = opened(where.sideBySide(columns));
            assertThat(found.shape()).containsExactly(1, 2, 3 * WIDTH);
            float[][] rows = where.read(found);
            for (int i = 0; i < 6; i++) {
                float[] part = Arrays.copyOfRange(rows[i / 3], i % 3 * WIDTH, (i % 3 + 1) * WIDTH);
                assertThat(part).containsExactly(columns.get(i % 3).floats((long) (i / 3) * WIDTH, WIDTH));
            }
        }
    }

    @Test
    void rowsOfAnotherWidthAreRefusedAndTheTargetIsClosed() {
        List<Tensor> by = List.of(random(SINGLE, 1, 2, WIDTH + 1));
        for (TensorRows where : List.of(copied, gathered)) {
            Tensor target = Tensor.empty(SINGLE, 1, 4, WIDTH);
            assertThatThrownBy(() -> where.replace(target, by, 0, 1, new long[] {1, 2}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("rows of 4 values cannot take the place of rows of 3 values");
        }
    }

    @Test
    void rowsFromElsewhereAreBroughtThere() {
        float[][] rows = {{1, 2, 3}, {4, 5, 6}};
        assertThat(opened(copied.place(rows)).onCpu()).isTrue();
        Tensor there = opened(gathered.place(rows));
        assertThat(there.onCpu()).isFalse();
        assertThat(there.shape()).containsExactly(1, 2, 3);
        assertThat(gathered.read(there)).isDeepEqualTo(rows);
    }
}
