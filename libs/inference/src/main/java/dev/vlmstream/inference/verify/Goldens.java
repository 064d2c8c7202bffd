package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.VisionModel;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Digests;
import dev.vlmstream.inference.bundle.Jackson;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A directory of the recorded cases of a model, and the places where their images may lie. */
final class Goldens {

    private final Path directory;
    private final List<Path> roots;
    /** Most cases ask about images that others asked about before; memory that is needed elsewhere is given back. */
    private final Map<Path, SoftReference<VisionInput>> inputs = new HashMap<>();

    Goldens(Path directory, List<Path> roots) {
        this.directory = directory;
        this.roots = List.copyOf(roots);
    }

    /** The lines of a file; none if there is no such file. */
    List<JsonNode> lines(String file) {
        return read(directory.resolve(file));
    }

    /** The lines of a file in one of the roots; none if it is in none. */
    List<JsonNode> roots(String file) {
        return find(file).map(Goldens::read).orElse(List.of());
    }

    private static List<JsonNode> read(Path path) {
        try {
            List<JsonNode> nodes = new ArrayList<>();
            for (String line : Files.isRegularFile(path) ? Files.readAllLines(path) : List.<String>of()) {
                nodes.add(Jackson.MAPPER.readTree(line));
            }
            return nodes;
        } catch (IOException e) {
            throw new BundleException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The vector that {@code {"file", "shape"[, "row"]}} points at; a whole file where there is no row. */
    float[] vector(JsonNode reference) {
        Path file = directory.resolve(reference.get("file").asText());
        int count = 1;
        JsonNode shape = reference.get("shape");
        boolean row = reference.has("row");
        for (int i = row ? 1 : 0; i < shape.size(); i++) {
            count *= shape.get(i).asInt();
        }
        try {
            FloatBuffer all = ByteBuffer.wrap(Files.readAllBytes(file))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            float[] values = new float[count];
            all.get(reference.path("row").asInt() * count, values);
            return values;
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new BundleException(file + " does not hold what index.jsonl says: " + e.getMessage(), e);
        }
    }

    /** The image as the model sees it; nothing, and a note, if the file is nowhere. */
    Optional<VisionInput> input(VisionModel model, String image, GoldenComparator comparator) {
        Optional<Path> file = find(image);
        if (file.isEmpty()) {
            comparator.note("image " + image + " is in none of " + roots + "; its cases were not compared");
            return Optional.empty();
        }
        SoftReference<VisionInput> known = inputs.get(file.get());
        VisionInput seen = known == null ? null : known.get();
        if (seen != null) {
            return Optional.of(seen);
        }
        try {
            VisionInput input = model.imageProcessor().input(Files.readAllBytes(file.get()), image);
            inputs.put(file.get(), new SoftReference<>(input));
            return Optional.of(input);
        } catch (ImageException | IOException e) {
            comparator.equal("images", false, image + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    Optional<Path> find(String file) {
        return roots.stream()
                .map(root -> root.resolve(file))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Class names from a JSON list in one of the roots. */
    Optional<List<String>> classes(String file) {
        return find(file).map(path -> {
            try {
                return List.of(Jackson.MAPPER.readValue(path.toFile(), String[].class));
            } catch (IOException e) {
                throw new BundleException(path + " is not a JSON list of names: " + e.getMessage(), e);
            }
        });
    }

    static String sha256(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Digests.sha256Hex(bytes.array());
    }

    /** Notes what a line records and nothing compares. */
    static void noteOthers(JsonNode line, Set<String> compared, GoldenComparator comparator) {
        line.fieldNames().forEachRemaining(key -> {
            if (!compared.contains(key)) {
                comparator.note("\"" + key + "\" of case " + line.path("case").asText("?") + " is not compared");
            }
        });
    }

    static int[] ints(JsonNode list) {
        int[] ints = new int[list.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = list.get(i).asInt();
        }
        return ints;
    }

    static float[] floats(JsonNode list) {
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) list.get(i).asDouble();
        }
        return floats;
    }

    /** Compares the recorded digest of the RGB bytes that the model sees, if there is one. */
    void compareCrop(VisionModel model, JsonNode line, GoldenComparator comparator) {
        String image = line.get("image").asText();
        if (line.has("crop_rgb_sha256")) {
            byte[] encoded = find(image).map(Goldens::bytes).orElseThrow();
            String own = model.imageProcessor().views(encoded, image).get(0).sha256();
            comparator.equal("crop_rgb", own.equals(line.get("crop_rgb_sha256").asText()), image);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BundleException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Compares the recorded digest of {@code pixel_values}, under either of its two names, and their shape. */
    static void comparePixels(JsonNode line, VisionInput input, GoldenComparator comparator) {
        JsonNode recorded = line.path("pixel_values");
        String digest =
                recorded.path("sha256").asText(recorded.path("float32_sha256").asText());
        comparator.equal(
                "pixel_values",
                digest.equals(sha256(input.pixelValues())) && sameShape(recorded.path("shape"), input.shape()),
                line.path("image").asText());
    }

    /** A recorded shape may have the batch in front. */
    private static boolean sameShape(JsonNode recorded, int[] shape) {
        int[] all = ints(recorded);
        return all.length == 0
                || Arrays.equals(all, shape)
                || all.length == shape.length + 1
                        && all[0] == 1
                        && Arrays.equals(Arrays.copyOfRange(all, 1, all.length), shape);
    }

    /** Reads {@code golden.json}: how far correct numbers may be from the recorded ones. */
    static final class Tolerance {
        private static final String FILE = "golden.json";
        private static final String KEY = "tolerance";

        private Tolerance() {}

        /**
         * The recorded tolerance; that of fp32 where none is recorded.
         *
         * @throws BundleException unless the tolerance is above 0 and below 1
         */
        static double of(Path goldens) {
            Path file = goldens.resolve(FILE);
            if (!Files.isRegularFile(file)) {
                return GoldenComparator.FLOATS;
            }
            try {
                JsonNode tolerance = Jackson.MAPPER.readTree(file.toFile()).path(KEY);
                if (!(tolerance.isNumber() && tolerance.asDouble() > 0 && tolerance.asDouble() < 1)) {
                    throw new BundleException(
                            file + ": " + KEY + " is " + tolerance + ", must be a number above 0 and below 1");
                }
                return tolerance.asDouble();
            } catch (IOException e) {
                throw new BundleException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
    }
}
