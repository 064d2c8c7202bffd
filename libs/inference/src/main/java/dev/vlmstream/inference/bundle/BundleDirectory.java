package dev.vlmstream.inference.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one bundle. Reads on demand and says which file or key is at fault. An overlay bundle's are its own and, where it
 * has none, its base's; its config.json holds what it says otherwise than the base's.
 */
public final class BundleDirectory {

    public static final String CONFIG = "config.json";
    /** Bytes of a file of settings: those of a classifier with 21,841 names have one million. */
    private static final int LONGEST = 4 << 20;

    private static final String GRAPH = ".onnx";

    /** What was recorded of one bundle is true of no other. */
    private static final String RECORDED = "golden";

    private final Path path;
    private final JsonNode config;
    private final @Nullable OverlayBase expected;
    private final @Nullable BundleDirectory base;

    private BundleDirectory(
            Path path, JsonNode config, @Nullable OverlayBase expected, @Nullable BundleDirectory base) {
        this.path = path;
        this.config = config;
        this.expected = expected;
        this.base = base;
    }

    /** As {@link #open(Path, Collection)}, an overlay's base being beside it. */
    public static BundleDirectory open(Path directory) {
        return open(directory, List.of());
    }

    /**
     * Opens a bundle; that an overlay's base holds what it must is seen by {@link #requireBase}.
     *
     * @param bases directories with bundles, or of bundles, among which an overlay's base is looked for, besides beside it
     * @throws BundleException if there is no such directory, its config.json is missing or not an object, or it is an overlay
     *     whose base is not there
     */
    public static BundleDirectory open(Path directory, Collection<Path> bases) {
        Path path = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(path)) {
            throw new BundleException("no model bundle at " + path + ": not a directory; check the path");
        }
        JsonNode own = object(present(path, CONFIG));
        OverlayBase expected = OverlayBase.of(path, own).orElse(null);
        if (expected == null) {
            return new BundleDirectory(path, own, null, null);
        }
        BundleDirectory base = expected.find(bases);
        ObjectNode config = base.config.deepCopy();
        config.setAll((ObjectNode) own);
        return new BundleDirectory(path, config, expected, base);
    }

    /** A directory's own files, whether it is an overlay or not; empty if they are no bundle. */
    static Optional<BundleDirectory> alone(Path directory) {
        try {
            JsonNode own = object(present(directory, CONFIG));
            return Optional.of(new BundleDirectory(
                    directory, own, OverlayBase.of(directory, own).orElse(null), null));
        } catch (BundleException e) {
            return Optional.empty();
        }
    }

    /** The bundle that an overlay is over; empty of any other. */
    public Optional<BundleDirectory> base() {
        return Optional.ofNullable(base);
    }

    /** Whether a directory's own files name a base; not if they are no bundle. */
    public static boolean isOverlay(Path directory) {
        return alone(directory.toAbsolutePath().normalize())
                .filter(BundleDirectory::isOverlay)
                .isPresent();
    }

    boolean isOverlay() {
        return expected != null;
    }

    /**
     * Reads an overlay's base, once for the process, and compares its digest.
     *
     * @throws BundleException if it is not the one that the overlay was made for
     */
    public void requireBase() {
        if (expected != null && base != null) {
            expected.verify(base);
        }
    }

    public Path path() {
        return path;
    }

    public String name() {
        return String.valueOf(path.getFileName());
    }

    public JsonNode config() {
        return config;
    }

    /** {@code model_type} of config.json. */
    public String modelType() {
        JsonNode type = config.path("model_type");
        if (!type.isTextual()) {
            throw absent(CONFIG, "model_type", "a string");
        }
        return type.asText();
    }

    public boolean has(String file) {
        return hasOwn(file) || ofBase(file);
    }

    /** Whether it is among an overlay's own files. */
    boolean hasOwn(String file) {
        return Files.isRegularFile(inside(path, file));
    }

    /** Its own graphs by the names of their files, without {@code .onnx}. */
    Stream<String> graphs() {
        return Stream.of(path.resolve("onnx"), path)
                .map(directory -> directory.toFile().list((in, name) -> name.endsWith(GRAPH)))
                .filter(Objects::nonNull)
                .flatMap(Arrays::stream)
                .map(name -> name.substring(0, name.length() - GRAPH.length()));
    }

    private boolean ofBase(String file) {
        return base != null && !Path.of(file).startsWith(RECORDED) && base.has(file);
    }

    /** @throws BundleException if the file is missing */
    public Path file(String name) {
        if (hasOwn(name) || base == null || !ofBase(name)) {
            return present(path, name);
        }
        return base.file(name);
    }

    private static Path present(Path directory, String name) {
        Path file = inside(directory, name);
        if (!Files.isRegularFile(file)) {
            throw missing(directory, name);
        }
        return file;
    }

    /** The file's JSON object, or nothing if there is no such file. */
    public Optional<JsonNode> json(String file) {
        return has(file) ? Optional.of(requireJson(file)) : Optional.empty();
    }

    /** @throws BundleException if the file is missing or holds no JSON object */
    public JsonNode requireJson(String file) {
        return CONFIG.equals(file) ? config : object(file(file));
    }

    /**
     * Makes no tree of what may be the megabytes of a tokenizer.
     *
     * @throws BundleException if the file is missing or holds no JSON object
     */
    public void checkJson(String file) {
        if (!CONFIG.equals(file)) {
            skipObject(file(file));
        }
    }

    public String text(String file) {
        return new String(read(file(file)), StandardCharsets.UTF_8);
    }

    /** An integer that config.json must have; {@code key} may go down with dots. */
    public int requireInt(String key) {
        return optionalInt(key).orElseThrow(() -> absent(CONFIG, key, "an integer"));
    }

    public Optional<Integer> optionalInt(String key) {
        return find(key).filter(BundleDirectory::isInt).map(JsonNode::asInt);
    }

    /** How many there are of something, which config.json must tell: from 1 to {@code most}. */
    public int requireCount(String key, int most) {
        return optionalCount(key, most).orElseThrow(() -> absent(CONFIG, key, "an integer"));
    }

    /** As {@link #requireCount}; nothing if config.json does not tell. */
    public Optional<Integer> optionalCount(String key, int most) {
        Optional<JsonNode> value = find(key).filter(JsonNode::isIntegralNumber);
        if (value.filter(count -> !isInt(count) || count.asInt() < 1 || count.asInt() > most)
                .isPresent()) {
            throw new BundleException(path.resolve(CONFIG) + ": \"" + key + "\" must be from 1 to " + most + ", not "
                    + value.get() + "; copy the file from the model's repository again");
        }
        return value.map(JsonNode::asInt);
    }

    private static boolean isInt(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt();
    }

    public double requireNumber(String key) {
        return find(key)
                .filter(JsonNode::isNumber)
                .map(JsonNode::asDouble)
                .orElseThrow(() -> absent(CONFIG, key, "a number"));
    }

    /** A complaint that {@code key} of {@code file} is missing or of another type. */
    public BundleException absent(String file, String key, String what) {
        return new BundleException(path.resolve(file) + ": key \"" + key + "\" is missing or not " + what
                + "; copy the file from the model's repository again");
    }

    private Optional<JsonNode> find(String dotted) {
        JsonNode at = config;
        for (String key : dotted.split("\\.")) {
            at = at.path(key);
        }
        return at.isMissingNode() || at.isNull() ? Optional.empty() : Optional.of(at);
    }

    /** SHA-256 over every file's name and contents, in the order of the names; of an overlay's own, which name the base's. */
    public String digest() {
        return DirectoryDigest.sha256(path);
    }

    private static JsonNode object(Path file) {
        try (JsonParser parser = parser(file)) {
            return parser.readValueAsTree();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static void skipObject(Path file) {
        try (JsonParser parser = parser(file)) {
            parser.skipChildren();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** At the beginning of an object. */
    private static JsonParser parser(Path file) throws IOException {
        JsonParser parser = Jackson.MAPPER.createParser(read(file));
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new BundleException(file + " does not hold a JSON object; copy it from the model's repository");
        }
        return parser;
    }

    private static BundleException unreadable(Path file, IOException e) {
        return e instanceof JsonProcessingException json
                ? new BundleException(file + " is not valid JSON: " + json.getOriginalMessage(), e)
                : new BundleException(file + " cannot be read: " + e.getMessage(), e);
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new BundleException(file + " has more than the " + LONGEST
                        + " bytes of a file of settings; copy it from the model's repository again");
            }
            return bytes;
        } catch (IOException e) {
            throw new BundleException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Settings may name files, but none elsewhere; a link in the bundle is the operator's own. */
    private static Path inside(Path directory, String name) {
        try {
            Path file = directory.resolve(name).normalize();
            if (file.startsWith(directory)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw new BundleException(directory + ": \"" + name + "\" is no name of a file", e);
        }
        throw new BundleException(directory + ": \"" + name + "\" lies outside the bundle");
    }

    private static BundleException missing(Path directory, String name) {
        return new BundleException(directory.resolve(name) + " is missing; copy it from the model's repository"
                + " (a bundle is laid out as Hugging Face and transformers.js exports are)");
    }
}
