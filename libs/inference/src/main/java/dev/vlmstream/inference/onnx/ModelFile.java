package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.onnx.WireFields.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.onnxruntime.Session;
import org.bytedeco.onnxruntime.SessionOptions;
import org.bytedeco.onnxruntime.global.onnxruntime;
import org.jspecify.annotations.Nullable;

/**
 * A model file as ONNX Runtime is given it: its graph, which may be edited before, without its large weights. These stay in the
 * file, as those of a larger model are in files beside it. ONNX Runtime maps them from there, and lets them go once it has packed
 * them for the processor; what it reads with the graph it would hold up to three times while it loads, and longer in part.
 *
 * <p>Weights in files beside the model that are links, as everything in Hugging Face's cache is a link to a blob, are given the
 * blobs' own names and directory: ONNX Runtime 1.24 takes none from a file that does not really lie below the model's directory
 * (onnxruntime#27353).
 */
final class ModelFile implements AutoCloseable {
    /** Where files with weights are looked for. */
    private static final String DIRECTORY = "session.model_external_initializers_file_folder_path";

    /** In bytes; smaller weights, such as biases, stay where they are. */
    private static final int LARGE = 1 << 16;

    /** Bytes of a number, by its type. */
    private static final Map<Integer, Integer> WIDTHS = Map.of(
            onnxruntime.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8,
            1,
            onnxruntime.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8,
            1,
            Tensor.FLOAT16,
            Short.BYTES,
            Tensor.FLOAT,
            Float.BYTES);

    /** What reads a matrix by single numbers or byte by byte, so that it may lie anywhere. */
    private static final Set<String> READ_ANYWHERE = Set.of("Gather", "Gemm", "MatMul");

    /** More graphs within graphs than any reader of protocol buffers takes. */
    private static final int DEEPEST = 100;

    private static final String LOCATION = "location";

    private static final int INITIALIZER = 5;
    private static final int RAW_DATA = 9;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;

    /** The messages on the way to the names of files, with the numbers of their fields (onnx.proto). */
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        EXTERNAL_DATA;

        @Nullable
        Message field(int number) {
            return switch (this) {
                case MODEL -> number == 7 ? GRAPH : null;
                case GRAPH -> number == 5 ? TENSOR : number == 1 ? NODE : null;
                case NODE -> number == 5 ? ATTRIBUTE : null;
                case ATTRIBUTE -> number == 5 || number == 10 ? TENSOR : number == 6 || number == 11 ? GRAPH : null;
                case TENSOR -> number == 13 ? EXTERNAL_DATA : null;
                case EXTERNAL_DATA -> null;
            };
        }
    }

    private BytePointer bytes;
    private final Path directory;

    private ModelFile(BytePointer bytes, Path directory) {
        this.bytes = bytes;
        this.directory = directory;
    }

    /** Empty if the file cannot be read or is no model, which whoever loads it by its name says. */
    static Optional<ModelFile> open(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return Optional.of(of(file, WireBytes.of(channel)));
        } catch (IllegalArgumentException | IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static ModelFile of(Path file, WireBytes bytes) throws IOException {
        ModelNodes nodes = new ModelNodes(bytes);
        WireFields model = nodes.model();
        Set<String> locations = new LinkedHashSet<>();
        collect(model, Message.MODEL, locations, 0);
        Map<String, Path> targets = new LinkedHashMap<>();
        for (String location : locations) {
            Path beside = file.resolveSibling(location);
            if (Files.isSymbolicLink(beside) && Files.exists(beside)) {
                targets.put(location, beside.toRealPath());
            }
        }
        Set<Path> directories = new LinkedHashSet<>();
        targets.values().forEach(target -> directories.add(target.getParent()));
        Path real = file.toRealPath();
        Path directory = file.toAbsolutePath().getParent().toRealPath();
        if (locations.isEmpty()) {
            directory = real.getParent();
        } else if (directories.size() == 1 && targets.size() == locations.size()) {
            directory = directories.iterator().next();
        } else {
            // Whoever loads the file says of links that lead nowhere.
            targets.clear();
        }
        ModelParts parts = new ModelParts(model);
        for (Field field : nodes.graph().all()) {
            Optional<byte[]> outside =
                    field.number() == INITIALIZER && real.getParent().equals(directory)
                            ? outside(nodes, field, real.getFileName().toString())
                            : Optional.empty();
            Message within = within(Message.GRAPH, field, 0);
            if (outside.isPresent()) {
                parts.add(outside.get());
            } else if (!targets.isEmpty() && within != null) {
                byte[] renamed = renamed(nodes.graph().message(field), within, targets, 1);
                parts.add(new WireMessage().bytes(field.number(), renamed).toBytes());
            } else {
                parts.keep(field);
            }
        }
        return new ModelFile(parts.write(), directory);
    }

    /** Large weights as they are described if they are in a file; empty of others. */
    private static Optional<byte[]> outside(ModelNodes model, Field initializer, String file) {
        WireFields tensor = model.graph().message(initializer);
        Optional<Field> raw = tensor.all(RAW_DATA).findFirst();
        if (raw.isEmpty()
                || raw.get().to() - raw.get().from() < LARGE
                || !mayLieAt(raw.get().from(), tensor, model)) {
            return Optional.empty();
        }
        WireMessage described = new WireMessage();
        tensor.all().stream()
                .filter(field -> field.number() != RAW_DATA && field.number() != DATA_LOCATION)
                .forEach(field -> described.raw(tensor.raw(field)));
        int from = raw.get().from();
        described
                .message(EXTERNAL_DATA, entry(LOCATION, file))
                .message(EXTERNAL_DATA, entry("offset", String.valueOf(from)))
                .message(EXTERNAL_DATA, entry("length", String.valueOf(raw.get().to() - from)))
                .number(DATA_LOCATION, 1);
        return Optional.of(new WireMessage().message(INITIALIZER, described).toBytes());
    }

    private static WireMessage entry(String key, String value) {
        return new WireMessage().text(1, key).text(2, value);
    }

    /** Numbers in a file begin at any byte; a compiler may rely on an array of them that does not. */
    private static boolean mayLieAt(int offset, WireFields tensor, ModelNodes model) {
        int size = tensor.integers(2).stream()
                .map(type -> WIDTHS.getOrDefault(type.intValue(), 0))
                .findFirst()
                .orElse(0);
        return size > 0
                && (offset % size == 0
                        || !model.hasInnerGraphs()
                                && tensor.texts(8).stream()
                                        .flatMap(name -> model.readers(name).stream())
                                        .allMatch(node -> READ_ANYWHERE.contains(node.operator())));
    }

    private static void collect(WireFields fields, Message message, Set<String> locations, int depth) {
        if (message == Message.EXTERNAL_DATA && fields.texts(1).contains(LOCATION)) {
            locations.addAll(fields.texts(2));
        }
        for (Field field : fields.all()) {
            Message within = within(message, field, depth);
            if (within != null) {
                collect(fields.message(field), within, locations, depth + 1);
            }
        }
    }

    private static @Nullable Message within(Message message, Field field, int depth) {
        return field.isMessage() && depth < DEEPEST ? message.field(field.number()) : null;
    }

    private static byte[] renamed(WireFields fields, Message message, Map<String, Path> targets, int depth) {
        WireMessage copy = new WireMessage();
        boolean location = message == Message.EXTERNAL_DATA && fields.texts(1).contains(LOCATION);
        for (Field field : fields.all()) {
            Message within = within(message, field, depth);
            if (within != null) {
                copy.bytes(field.number(), renamed(fields.message(field), within, targets, depth + 1));
            } else if (location && field.number() == 2) {
                copy.text(2, targets.get(fields.texts(2).get(0)).getFileName().toString());
            } else {
                copy.raw(fields.raw(field));
            }
        }
        return copy.toBytes();
    }

    /** The model, to be read or changed in place. */
    ByteBuffer model() {
        return bytes.asByteBuffer();
    }

    /** Puts another model in place of this one, with weights in the same files. */
    void replace(BytePointer edited) {
        bytes.close();
        bytes = edited;
    }

    Session session(SessionOptions settings) {
        settings.AddConfigEntry(DIRECTORY, directory.toString());
        return DenormalsAsZero.during(() -> new Session(OnnxRuntime.env(), bytes, bytes.capacity(), settings));
    }

    @Override
    public void close() {
        bytes.close();
    }
}
