package dev.vlmstream.inference.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weights in files beside a model file that are links, as everything in Hugging Face's cache is a link to a blob. ONNX Runtime
 * 1.24 takes no weights from a file that does not really lie below the model's directory (onnxruntime#27353), so the model is
 * given the blobs' own names and directory.
 *
 * @param model the model file with those names
 * @param directory where they are
 */
record LinkedWeights(byte[] model, Path directory) {
    /** More graphs within graphs than any reader of protocol buffers takes. */
    private static final int DEEPEST = 100;

    private static final String LOCATION = "location";

    /** The messages on the way to the names, with the numbers of their fields (onnx.proto). */
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

    /**
     * Empty if no weights are behind links, or not all of them in one directory; whoever loads the file says of links that lead
     * nowhere.
     *
     * @throws IllegalArgumentException if the bytes are no model
     */
    static Optional<LinkedWeights> of(Path file, ByteBuffer model) {
        WireFields fields = new WireFields(model, 0, model.limit());
        Set<String> locations = new LinkedHashSet<>();
        collect(fields, Message.MODEL, locations, 0);
        Map<String, Path> targets = new LinkedHashMap<>();
        for (String location : locations) {
            Path beside = file.resolveSibling(location);
            if (Files.isSymbolicLink(beside) && Files.exists(beside)) {
                targets.put(location, real(beside));
            }
        }
        Set<Path> directories = new LinkedHashSet<>();
        targets.values().forEach(target -> directories.add(target.getParent()));
        if (directories.size() != 1 || targets.size() < locations.size()) {
            return Optional.empty();
        }
        byte[] renamed = renamed(fields, Message.MODEL, targets, 0);
        return Optional.of(new LinkedWeights(renamed, directories.iterator().next()));
    }

    private static Path real(Path link) {
        try {
            return link.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(WireFields fields, Message message, Set<String> locations, int depth) {
        if (message == Message.EXTERNAL_DATA && fields.texts(1).contains(LOCATION)) {
            locations.addAll(fields.texts(2));
        }
        for (WireFields.Field field : fields.all()) {
            Message within = within(message, field, depth);
            if (within != null) {
                collect(fields.message(field), within, locations, depth + 1);
            }
        }
    }

    private static @Nullable Message within(Message message, WireFields.Field field, int depth) {
        return field.isMessage() && depth < DEEPEST ? message.field(field.number()) : null;
    }

    private static byte[] renamed(WireFields fields, Message message, Map<String, Path> targets, int depth) {
        WireMessage copy = new WireMessage();
        boolean location = message == Message.EXTERNAL_DATA && fields.texts(1).contains(LOCATION);
        for (WireFields.Field field : fields.all()) {
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
}
