package dev.vlmstream.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The models and images that ship with the project, and what the reference implementation made of them. */
public final class Demo {

    public static final String QUESTION = "What type of object is in this photo?";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DEMO = Path.of("..", "..", "demo");

    private Demo() {}

    public static Path models() {
        return DEMO.resolve("models");
    }

    public static ModelBundle bundle(String name) {
        return BundleFinder.open(models().resolve(name));
    }

    public static Path data() {
        return DEMO.resolve("data").resolve("emoji");
    }

    public static Path goldens(String bundle) {
        return Path.of("src", "test", "resources", "golden", bundle);
    }

    public static List<JsonNode> expected(String bundle) {
        return lines(goldens(bundle).resolve("expected.jsonl"));
    }

    public static List<JsonNode> lines(Path file) {
        try {
            List<JsonNode> nodes = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                nodes.add(JSON.readTree(line));
            }
            return nodes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static VisionInput input(VisionModel model, String image) {
        try {
            return model.imageProcessor().input(Files.readAllBytes(data().resolve(image)), image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }
}
