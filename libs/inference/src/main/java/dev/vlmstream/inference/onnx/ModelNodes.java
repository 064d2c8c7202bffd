package dev.vlmstream.inference.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The nodes of a model file's graph (onnx.proto of ONNX 1.16), those of graphs within nodes left out. */
final class ModelNodes {

    private static final int GRAPH = 7;
    private static final int NODE = 1;
    private static final int OPERATOR = 4;
    private static final int ATTRIBUTE = 5;
    private static final int INITIALIZER = 5;
    private static final int INPUT = 11;
    private static final int VALUE_INFO = 13;

    /** No reader of protocol buffers goes deeper than a hundred messages, of which a graph within a node takes three. */
    private static final int DEEPEST = 33;

    private final WireFields graph;
    private final List<Node> nodes;
    private @Nullable Set<String> constants;

    /** @param field where the node lies in the file */
    record Node(String operator, List<String> inputs, List<String> outputs, WireFields fields, WireFields.Field field) {

        Optional<WireFields> attribute(String name) {
            return fields.messages(ATTRIBUTE)
                    .filter(attribute -> attribute.texts(1).contains(name))
                    .findFirst();
        }
    }

    /** @throws IllegalArgumentException if the bytes are no model */
    ModelNodes(ByteBuffer model) {
        this.graph = new WireFields(model, 0, model.limit())
                .message(GRAPH)
                .orElseThrow(() -> new IllegalArgumentException("a model without a graph"));
        this.nodes = graph.all(NODE).map(this::node).toList();
    }

    /**
     * The operators of a model file, those of graphs within nodes included. Weights are skipped.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    static Set<String> operators(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            Set<String> operators = new HashSet<>();
            MappedByteBuffer model = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            new WireFields(model, 0, model.limit())
                    .message(GRAPH)
                    .ifPresent(graph -> collect(graph, operators, DEEPEST));
            return operators;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(WireFields graph, Set<String> operators, int depth) {
        graph.messages(NODE).forEach(node -> {
            operators.addAll(node.texts(OPERATOR));
            node.messages(ATTRIBUTE)
                    .flatMap(attribute -> Stream.concat(attribute.messages(6), attribute.messages(11)))
                    .filter(within -> depth > 0)
                    .forEach(within -> collect(within, operators, depth - 1));
        });
    }

    private Node node(WireFields.Field field) {
        WireFields fields = graph.message(field);
        return new Node(String.join("", fields.texts(OPERATOR)), fields.texts(1), fields.texts(2), fields, field);
    }

    /** Nodes that read a value. */
    List<Node> readers(String value) {
        return nodes.stream().filter(node -> node.inputs().contains(value)).toList();
    }

    /** The node that gives a value; empty of the graph's inputs and its weights. */
    Optional<Node> producer(String value) {
        return nodes.stream().filter(node -> node.outputs().contains(value)).findFirst();
    }

    /** Whether a value depends on no input of the graph: a weight, however it is stored, or a constant. */
    boolean isConstant(String value) {
        if (constants == null) {
            constants = constants();
        }
        return constants.contains(value);
    }

    /** Nodes come behind those whose values they read. An input that is left out has an empty name. */
    private Set<String> constants() {
        Set<String> found = new HashSet<>(Set.of(""));
        graph.messages(INITIALIZER).forEach(tensor -> found.addAll(tensor.texts(8)));
        nodes.stream().filter(node -> found.containsAll(node.inputs())).forEach(node -> found.addAll(node.outputs()));
        return found;
    }

    /** The element type of one of the graph's inputs. */
    Optional<Integer> inputType(String name) {
        return graph.messages(INPUT)
                .filter(input -> input.texts(1).contains(name))
                .flatMap(input -> input.messages(2))
                .flatMap(type -> type.messages(1))
                .flatMap(tensor -> tensor.integers(1).stream())
                .map(Long::intValue)
                .findFirst();
    }

    /** Whether the file tells a value's shape. */
    boolean describes(String value) {
        return graph.messages(VALUE_INFO).anyMatch(info -> info.texts(1).contains(value));
    }

    /** Integers that the file holds under a name, as a constant or an initializer; empty if it does not. */
    List<Long> constant(String name) {
        Optional<WireFields> tensor = nodes.stream()
                .filter(node ->
                        node.operator().equals("Constant") && node.outputs().contains(name))
                .findFirst()
                .flatMap(node -> node.attribute("value"))
                .flatMap(attribute -> attribute.message(5))
                .or(() -> graph.messages(INITIALIZER)
                        .filter(initializer -> initializer.texts(8).contains(name))
                        .findFirst());
        return tensor.map(ModelNodes::integers).orElse(List.of());
    }

    private static List<Long> integers(WireFields tensor) {
        List<Long> raw = tensor.longs(9);
        return raw.isEmpty() ? tensor.integers(7) : raw;
    }
}
