package dev.vlmstream.inference.onnx;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The place where a decoder spreads its mask {@code [rows, keys]} over heads and queries: {@code Unsqueeze}s to
 * {@code [rows, 1, 1, keys]}, as PyTorch's {@code mask[:, None, None, :]} is exported. With the last of these nodes
 * made an input, each query can have keys of its own ({@code [rows, 1, queries, keys]}); the rest of the graph only broadcasts.
 */
final class QueryMask {

    private static final String SPREAD = "Unsqueeze";
    private static final Set<String> BROADCASTING =
            Set.of("Add", "And", "Cast", "Equal", "Greater", "Less", "Mul", "Not", "Sub", "Where");
    private static final List<Character> ROWS_AND_KEYS = List.of('r', 'k');
    private static final List<Character> SPREAD_OVER_QUERIES = List.of('r', '1', '1', 'k');
    private static final byte INPUT_TAG = 11 << 3 | 2;
    private static final byte DOC_TAG = 3 << 3 | 2;

    private final ModelNodes model;
    private final String mask;
    private final List<ModelNodes.Node> found = new ArrayList<>();
    private boolean otherwiseUsed;

    private QueryMask(ModelNodes model, String mask) {
        this.model = model;
        this.mask = mask;
        follow(mask, ROWS_AND_KEYS);
    }

    /** The name of the input, once it is one. */
    private String input() {
        return found.get(0).outputs().get(0);
    }

    /** Makes that place of a model an input, whose name this is; empty if there is no such place, or it is used otherwise. */
    static Optional<String> edit(ByteBuffer model, String mask) {
        QueryMask place = new QueryMask(new ModelNodes(model), mask);
        return place.replacement().map(input -> {
            WireFields.Field node = place.found.get(0).field();
            model.put(node.tag(), INPUT_TAG).put(node.from(), input);
            return place.input();
        });
    }

    private void follow(String value, List<Character> shape) {
        for (ModelNodes.Node node : model.readers(value)) {
            if (node.operator().equals(SPREAD)) {
                List<Character> spread = unsqueezed(shape, axes(node));
                if (spread.equals(SPREAD_OVER_QUERIES)) {
                    found.add(node);
                } else {
                    follow(node.outputs().get(0), spread);
                }
            } else if (!node.operator().equals("Shape")) {
                otherwiseUsed = true;
            }
        }
    }

    /** An attribute until operator set 12, an input since. */
    private List<Long> axes(ModelNodes.Node node) {
        return node.inputs().size() > 1
                ? model.constant(node.inputs().get(1))
                : node.attribute("axes").map(axes -> axes.integers(8)).orElse(List.of());
    }

    private static List<Character> unsqueezed(List<Character> shape, List<Long> axes) {
        List<Character> spread = new ArrayList<>(shape);
        int rank = shape.size() + axes.size();
        axes.stream().map(axis -> axis < 0 ? axis + rank : axis).sorted().forEach(axis -> {
            if (axis <= spread.size()) {
                spread.add(axis.intValue(), '1');
            }
        });
        return spread;
    }

    /** What the node becomes: an input's description, just as long. */
    private Optional<byte[]> replacement() {
        if (otherwiseUsed || found.size() != 1 || model.describes(input()) || !broadcast()) {
            return Optional.empty();
        }
        WireMessage shape = new WireMessage();
        SPREAD_OVER_QUERIES.forEach(free -> shape.message(1, new WireMessage()));
        return model.inputType(mask).flatMap(type -> {
            WireMessage tensor = new WireMessage().number(1, type).message(2, shape);
            WireMessage input = new WireMessage().text(1, input()).message(2, new WireMessage().message(1, tensor));
            return filled(
                    input.toBytes(),
                    found.get(0).field().to() - found.get(0).field().from());
        });
    }

    private boolean broadcast() {
        return model.readers(input()).stream().allMatch(node -> BROADCASTING.contains(node.operator()));
    }

    /** A description of nothing but blanks takes the place that is left. */
    private static Optional<byte[]> filled(byte[] input, int length) {
        int blanks = length - input.length - 3;
        if (blanks < 0 || blanks >= 1 << 14) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(length).put(input);
        bytes.put(DOC_TAG).put((byte) (blanks & 0x7f | 0x80)).put((byte) (blanks >>> 7));
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return Optional.of(bytes.array());
    }
}
