package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.onnx.WireFields.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** A model made of another: its graph consists of fields of that one, copied from where they lie, and of new ones. */
final class ModelParts {
    private static final int GRAPH = 7;

    private final WireFields model;
    private final List<Part> beside = new ArrayList<>();
    private final List<Part> graph = new ArrayList<>();

    /** @param kept a field of the old model; null of new bytes */
    private record Part(@Nullable Field kept, byte[] added) {
        int length() {
            return kept == null ? added.length : kept.to() - kept.tag();
        }
    }

    /**
     * With all of a model but its graph.
     *
     * @param replaced numbers of further fields that are left out
     */
    ModelParts(WireFields model, Integer... replaced) {
        this.model = model;
        model.all().stream()
                .filter(field -> field.number() != GRAPH && !List.of(replaced).contains(field.number()))
                .forEach(field -> beside.add(new Part(field, new byte[0])));
    }

    /** One more field of the model, beside its graph. */
    void addBeside(byte[] field) {
        beside.add(new Part(null, field));
    }

    /** The graph has a field of the old one as it is. */
    void keep(Field field) {
        graph.add(new Part(field, new byte[0]));
    }

    /** The graph has new fields. */
    void add(byte[] fields) {
        graph.add(new Part(null, fields));
    }

    /** Whoever takes it frees it. */
    BytePointer write() {
        byte[] head = new WireMessage().begin(GRAPH, length(graph)).toBytes();
        long length = length(beside) + head.length + length(graph);
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("more than 2 GB are no model");
        }
        BytePointer bytes = new BytePointer(length);
        ByteBuffer whole = bytes.asByteBuffer();
        beside.forEach(part -> write(part, whole));
        whole.put(head);
        graph.forEach(part -> write(part, whole));
        return bytes;
    }

    private static long length(List<Part> parts) {
        return parts.stream().mapToLong(Part::length).sum();
    }

    private void write(Part part, ByteBuffer whole) {
        if (part.kept() == null) {
            whole.put(part.added());
        } else {
            model.copy(part.kept(), whole);
        }
    }
}
