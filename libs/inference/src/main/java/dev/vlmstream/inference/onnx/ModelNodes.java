package dev.vlmstream.inference.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    private static final int DOMAIN = 7;
    private static final int INITIALIZER = 5;
    private static final int INPUT = 11;
    private static final int OUTPUT = 12;
    private static final int VALUE_INFO = 13;
    private static final int OPSET = 8;

    /** Operators that give the values they are given. */
    static final Set<String> SAME_VALUES = Set.of("Cast", "Identity");

    /** No reader of protocol buffers goes deeper than a hundred messages, of which a graph within a node takes three. */
    private static final int DEEPEST = 33;

    private final WireFields model;
    private final WireFields graph;
    private final List<Node> nodes;
    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, List<Node>> readers = new HashMap<>();
    private @Nullable Set<String> constants;

    /** @param field where the node lies in the file */
    record Node(String operator, List<String> inputs, List<String> outputs, WireFields fields, WireFields.Field field) {

        /** Empty of an input that is left out. */
        String input(int index) {
            return index < inputs.size() ? inputs.get(index) : "";
        }

        /** Empty of ONNX's own operators. */
        String domain() {
            return String.join("", fields.texts(DOMAIN));
        }

        /** The first, which most have alone. */
        String output() {
            return outputs.isEmpty() ? "" : outputs.get(0);
        }

        Optional<WireFields> attribute(String name) {
            return fields.messages(ATTRIBUTE)
                    .filter(attribute -> attribute.texts(1).contains(name))
                    .findFirst();
        }

        /** An attribute's integers, one or a list; empty if the node does not have it. */
        List<Long> integers(String name) {
            return attribute(name)
                    .map(attribute -> attribute.integers(3).isEmpty() ? attribute.integers(8) : attribute.integers(3))
                    .orElse(List.of());
        }
    }

    /** @throws IllegalArgumentException if the bytes are no model */
    ModelNodes(ByteBuffer model) {
        this(WireBytes.of(model));
    }

    /** @throws IllegalArgumentException if the bytes are no model */
    ModelNodes(WireBytes model) {
        this.model = new WireFields(model, 0, model.size());
        this.graph =
                this.model.message(GRAPH).orElseThrow(() -> new IllegalArgumentException("a model without a graph"));
        this.nodes = graph.all(NODE).map(this::node).toList();
        for (Node node : nodes) {
            node.outputs().forEach(output -> producers.putIfAbsent(output, node));
            new LinkedHashSet<>(node.inputs())
                    .forEach(input -> readers.computeIfAbsent(input, name -> new ArrayList<>())
                            .add(node));
        }
    }

    /** In the file's order. */
    List<Node> nodes() {
        return nodes;
    }

    /** The model's fields. */
    WireFields model() {
        return model;
    }

    /** The graph's fields. */
    WireFields graph() {
        return graph;
    }

    /** The versions of the operator sets that the file names, by their domains; that of ONNX itself is empty. */
    Map<String, Long> operatorSets() {
        Map<String, Long> sets = new LinkedHashMap<>();
        model.messages(OPSET)
                .forEach(set -> sets.put(
                        String.join("", set.texts(1)),
                        set.integers(2).stream().findFirst().orElse(1L)));
        return sets;
    }

    /** Whether a node has a graph of its own, which may read any value. */
    boolean hasInnerGraphs() {
        return nodes.stream()
                .flatMap(node -> node.fields().messages(ATTRIBUTE))
                .anyMatch(attribute -> Stream.of(6, 11)
                        .anyMatch(field -> attribute.all(field).findAny().isPresent()));
    }

    /**
     * The operators of a model file, those of graphs within nodes included. Weights are skipped.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    static Set<String> operators(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            Set<String> operators = new HashSet<>();
            WireBytes model = WireBytes.of(channel);
            new WireFields(model, 0, model.size())
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
        return readers.getOrDefault(value, List.of());
    }

    /** The node that gives a value; empty of the graph's inputs and its weights. */
    Optional<Node> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /**
     * A product with a weight.
     *
     * @param rows the value that is multiplied
     * @param columns of the weight
     */
    record Product(String rows, long columns) {}

    /** The product with a weight that gives a value, before a bias is added if one is. */
    Optional<Product> product(String value) {
        Optional<Node> node = producer(value);
        if (node.filter(sum -> sum.operator().equals("Add")).isPresent()) {
            List<String> parts = node.get().inputs();
            node = parts.stream().anyMatch(this::isConstant)
                    ? parts.stream()
                            .filter(part -> !isConstant(part))
                            .findFirst()
                            .flatMap(this::producer)
                    : Optional.empty();
        }
        return node.flatMap(product -> switch (product.operator()) {
            case "MatMul" -> columns(product).map(columns -> new Product(product.input(0), columns));
            case "MatMulNBits" ->
                product.integers("N").stream().findFirst().map(columns -> new Product(product.input(0), columns));
            case "Mul" -> producer(product.input(0)).flatMap(this::wholeProduct);
            case "MatMulIntegerToFloat" -> wholeProduct(product);
            case "Split" -> part(product, value);
            default -> Optional.empty();
        });
    }

    /** Of a weight that several are put side by side in, as tools/export writes them. */
    private Optional<Product> part(Node split, String value) {
        List<Long> widths = split.inputs().size() == 2 ? constant(split.input(1)) : List.of();
        int index = split.outputs().indexOf(value);
        return index < widths.size()
                ? product(split.input(0)).map(whole -> new Product(whole.rows(), widths.get(index)))
                : Optional.empty();
    }

    /**
     * In whole numbers, as tools/export writes it: of rows as they are, or of rows that are turned, put back into their shape, and
     * divided by their scales.
     */
    private Optional<Product> wholeProduct(Node product) {
        if (!product.operator().equals("MatMulIntegerToFloat")) {
            return Optional.empty();
        }
        Optional<String> rounded = given(product.input(0), "QuantizeLinear", 0);
        Optional<String> rows = rounded.flatMap(unit -> given(unit, "Div", 0))
                .flatMap(turned -> given(turned, "Reshape", 1))
                .flatMap(shape -> given(shape, "Shape", 0))
                .or(() -> rounded);
        return columns(product).flatMap(columns -> rows.map(of -> new Product(of, columns)));
    }

    private Optional<String> given(String value, String operator, int input) {
        return producer(value).filter(node -> node.operator().equals(operator)).map(node -> node.input(input));
    }

    private Optional<Long> columns(Node product) {
        return tensor(same(product.input(1)))
                .map(weight -> weight.integers(1))
                .filter(shape -> shape.size() == 2)
                .map(shape -> shape.get(1));
    }

    /** What a value was under another name or in another precision. */
    String same(String value) {
        return producer(value)
                .filter(node -> SAME_VALUES.contains(node.operator()))
                .map(node -> same(node.input(0)))
                .orElse(value);
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

    /** Names of the graph's inputs. */
    List<String> inputs() {
        return names(INPUT);
    }

    /** The element type of one of the graph's inputs. */
    Optional<Integer> inputType(String name) {
        return inputTensor(name)
                .flatMap(tensor -> tensor.integers(1).stream())
                .map(Long::intValue)
                .findFirst();
    }

    /** The shape of one of the graph's inputs, -1 for what the file leaves open; empty of no tensor. */
    List<Long> inputShape(String name) {
        return inputTensor(name)
                .flatMap(tensor -> tensor.messages(2))
                .flatMap(shape -> shape.messages(1))
                .map(dimension -> dimension.integers(1).stream().findFirst().orElse(-1L))
                .toList();
    }

    private Stream<WireFields> inputTensor(String name) {
        return graph.messages(INPUT)
                .filter(input -> input.texts(1).contains(name))
                .flatMap(input -> input.messages(2))
                .flatMap(type -> type.messages(1));
    }

    /** Names of the graph's outputs. */
    List<String> outputs() {
        return names(OUTPUT);
    }

    private List<String> names(int field) {
        return graph.messages(field).flatMap(value -> value.texts(1).stream()).toList();
    }

    /** Whether the file tells a value's shape. */
    boolean describes(String value) {
        return graph.messages(VALUE_INFO).anyMatch(info -> info.texts(1).contains(value));
    }

    /** Integers that the file holds under a name, as a constant or an initializer; empty if it does not. */
    List<Long> constant(String name) {
        return tensor(name).map(ModelNodes::integers).orElse(List.of());
    }

    /** The only number, in single precision, that the file holds under a name. */
    Optional<Float> scalar(String name) {
        return tensor(name)
                .filter(tensor -> tensor.integers(2).equals(List.of((long) Tensor.FLOAT)))
                .map(tensor -> Stream.of(9, 4)
                        .flatMap(field -> tensor.floats(field).stream())
                        .toList())
                .filter(numbers -> numbers.size() == 1)
                .map(numbers -> numbers.get(0));
    }

    private Optional<WireFields> tensor(String name) {
        return producer(name)
                .filter(node -> node.operator().equals("Constant"))
                .flatMap(node -> node.attribute("value"))
                .flatMap(attribute -> attribute.message(5))
                .or(() -> graph.messages(INITIALIZER)
                        .filter(initializer -> initializer.texts(8).contains(name))
                        .findFirst());
    }

    private static List<Long> integers(WireFields tensor) {
        List<Long> raw = tensor.longs(9);
        return raw.isEmpty() ? tensor.integers(7) : raw;
    }
}
