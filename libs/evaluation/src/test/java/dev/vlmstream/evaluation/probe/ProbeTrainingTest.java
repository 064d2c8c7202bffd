package dev.vlmstream.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.evaluation.Recorded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * recorded/probe: torch 2.6.0 on a CPU, from the same initial weights and batches (record.py there). Float32 sums taken in
 * another order differ by rounding, so losses are to agree within 1e-4 of the larger of the loss and 1, counts of right
 * answers exactly where they are settled and by one item while an answer is on the edge.
 */
class ProbeTrainingTest {
    private record Epoch(List<Double> losses, int correct) {}

    private static List<Epoch> train(Probe probe, LabelledFeatures train, LabelledFeatures test, ProbeRecipe recipe) {
        List<Epoch> epochs = new ArrayList<>();
        ProbeTraining.train(
                probe,
                train,
                recipe,
                (epoch, losses, trained) -> epochs.add(new Epoch(losses, correct(trained, test))));
        return epochs;
    }

    private static int correct(Probe probe, LabelledFeatures data) {
        int[] predicted = probe.predict(data);
        return (int) IntStream.range(0, data.size())
                .filter(i -> predicted[i] == data.classIndices()[i])
                .count();
    }

    private static float[] take(FloatBuffer from, int n) {
        float[] values = new float[n];
        from.get(values);
        return values;
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static void assertFollows(List<Epoch> epochs, JsonNode recordedLosses) {
        recordedLosses.fields().forEachRemaining(recorded -> {
            int epoch = Integer.parseInt(recorded.getKey());
            if (epoch > epochs.size()) {
                return;
            }
            List<Double> losses = epochs.get(epoch - 1).losses();
            assertThat(losses).hasSize(recorded.getValue().size());
            for (int i = 0; i < losses.size(); i++) {
                double wanted = recorded.getValue().get(i).asDouble();
                assertThat(losses.get(i))
                        .as("epoch %d, batch %d", epoch, i)
                        .isCloseTo(wanted, within(1e-4 * Math.max(1, wanted)));
            }
        });
    }

    @Test
    void lossesAndAccuraciesFollowTorchs() throws IOException {
        List<JsonNode> lines = Recorded.lines("recorded/probe/curves.jsonl");
        JsonNode head = lines.get(0);
        int dimension = head.path("dimension").asInt();
        int[] labels = ints(head.path("labels"));
        int n = head.path("train").asInt();
        FloatBuffer data = recordedData();
        LabelledFeatures all = new LabelledFeatures(take(data, labels.length * dimension), dimension, labels);
        LabelledFeatures train = all.rows(IntStream.range(0, n).toArray());
        LabelledFeatures test = all.rows(IntStream.range(n, labels.length).toArray());
        int classes = 25;
        float[] weight = take(data, classes * dimension);
        Probe linear = Probe.of(new float[][] {weight}, new float[][] {take(data, classes)});
        float[] first = take(data, dimension * dimension);
        float[] firstBias = take(data, dimension);
        float[] second = take(data, classes * dimension);
        Probe mlp = Probe.of(new float[][] {first, second}, new float[][] {firstBias, take(data, classes)});
        assertCurve(train(linear, train, test, recipe(lines.get(1), head)), lines.get(1));
        assertCurve(train(mlp, train, test, recipe(lines.get(2), head)), lines.get(2));
    }

    private static FloatBuffer recordedData() throws IOException {
        try (InputStream in =
                new GZIPInputStream(ProbeTrainingTest.class.getResourceAsStream("/recorded/probe/data.bin.gz"))) {
            return ByteBuffer.wrap(in.readAllBytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
        }
    }

    private static ProbeRecipe recipe(JsonNode recorded, JsonNode head) {
        return new ProbeRecipe(
                recorded.path("epochs").asInt(), head.path("batch").asInt(), 1e-3, 0.9, 0.999, 1e-8);
    }

    private static void assertCurve(List<Epoch> epochs, JsonNode recorded) {
        assertFollows(epochs, recorded.path("losses"));
        int[] correct = ints(recorded.path("correct"));
        for (int i = 0; i < correct.length; i++) {
            assertThat(epochs.get(i).correct()).as("epoch %d", i + 1).isCloseTo(correct[i], within(1));
        }
        assertThat(epochs.get(correct.length - 1).correct()).isEqualTo(correct[correct.length - 1]);
        assertThat(epochs.stream().mapToInt(Epoch::correct).max().orElseThrow())
                .isEqualTo(recorded.path("best").asInt());
    }

    /** 1280 features of 600 and 212 photographs, which are not part of the project; its first 100 epochs. */
    @Test
    void theStudysRecipeOnTheSharedPhotosFollowsTorchs() throws IOException {
        Path golden = shared().resolve("golden/models/probe");
        Assumptions.assumeTrue(
                Files.isDirectory(golden), golden + " is not there; VLMSTREAM_SHARED names the shared directory");
        List<String> lines = Files.readAllLines(golden.resolve("index.jsonl"));
        JsonNode data = new ObjectMapper().readTree(lines.get(0));
        JsonNode study = new ObjectMapper().readTree(lines.get(1));
        ByteBuffer longs = bytes(golden.resolve("labels.bin"));
        int[] labels =
                IntStream.range(0, 812).map(i -> (int) longs.getLong(8 * i)).toArray();
        LabelledFeatures all = new LabelledFeatures(floats(golden.resolve("features.bin")), 1280, labels);
        LabelledFeatures test = all.rows(ints(data.path("test")));
        Probe probe = Probe.of(
                new float[][] {floats(golden.resolve("initial_weight.bin"))},
                new float[][] {floats(golden.resolve("initial_bias.bin"))});

        List<Epoch> epochs = train(probe, all.rows(ints(data.path("train"))), test, ProbeRecipe.study(100));

        assertFollows(epochs, study.path("losses"));
        study.path("test_accuracy").fields().forEachRemaining(recorded -> {
            int epoch = Integer.parseInt(recorded.getKey());
            if (epoch <= epochs.size()) {
                assertThat(epochs.get(epoch - 1).correct() / 212.0)
                        .as("epoch %d", epoch)
                        .isCloseTo(recorded.getValue().asDouble(), within(1e-6));
            }
        });
        assertThat(epochs.stream().mapToInt(Epoch::correct).max().orElseThrow() / 212.0)
                .isCloseTo(study.path("best_test_accuracy_of_100").asDouble(), within(1e-6));
    }

    private static Path shared() {
        String given = System.getenv("VLMSTREAM_SHARED");
        // Surefire runs in the module, which lies in the repository, beside which the directory lies.
        return given != null ? Path.of(given) : Path.of("../../../shared");
    }

    private static ByteBuffer bytes(Path file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static float[] floats(Path file) throws IOException {
        FloatBuffer buffer = bytes(file).asFloatBuffer();
        return take(buffer, buffer.remaining());
    }
}
