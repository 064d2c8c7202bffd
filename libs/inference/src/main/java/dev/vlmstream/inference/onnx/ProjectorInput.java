package dev.vlmstream.inference.onnx;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;

/**
 * What the projector at a vision encoder's end reads: two linear layers with an activation between, before them a
 * {@code LayerNormalization} or none, as {@code tools/train} finds it in the same file. An inner value of the graph can be made an
 * output, since a protocol buffer's messages may come in parts.
 */
record ProjectorInput(ModelNodes model) {
    private static final int GRAPH = 7;
    private static final int OUTPUT = 12;
    private static final int NAME = 1;
    private static final Set<String> ELEMENTWISE =
            Set.of("Add Cast Div Erf Gelu Identity Mul Pow QuickGelu Relu Sigmoid Sqrt Tanh".split(" "));

    /** The value's name; empty if what gives that output is no such projector. */
    static Optional<String> find(ModelNodes model, String output) {
        ProjectorInput graph = new ProjectorInput(model);
        return graph.linear(output)
                .flatMap(graph::activated)
                .flatMap(graph::linear)
                .map(graph::beforeNorm);
    }

    /** Makes that value of a model a further output; empty if the model ends in no such projector. */
    static Optional<String> edit(ModelFile file, String output) {
        Optional<String> value = find(new ModelNodes(file.model()), output);
        value.ifPresent(name -> {
            byte[] further = new WireMessage()
                    .message(GRAPH, new WireMessage().message(OUTPUT, new WireMessage().text(NAME, name)))
                    .toBytes();
            ByteBuffer model = file.model();
            BytePointer bytes = new BytePointer((long) model.limit() + further.length);
            bytes.asByteBuffer().put(model).put(further);
            file.replace(bytes);
        });
        return value;
    }

    /** What a layer with weights and a bias reads, if it is one that gives the value. */
    private Optional<String> linear(String value) {
        return model.producer(value)
                .filter(node -> node.operator().equals("Add"))
                .flatMap(this::onlyVariable)
                .flatMap(model::producer)
                .filter(node -> node.operator().equals("MatMul")
                        && model.isConstant(node.inputs().get(1)))
                .map(node -> node.inputs().get(0));
    }

    /** The one value that is not the file's own; empty if there are more. */
    private Optional<String> onlyVariable(ModelNodes.Node node) {
        List<String> variable = variables(node);
        return variable.size() == 1 ? Optional.of(variable.get(0)) : Optional.empty();
    }

    private List<String> variables(ModelNodes.Node node) {
        return node.inputs().stream().filter(input -> !model.isConstant(input)).toList();
    }

    /** The layer's value of which an activation was made, whatever its formula. */
    private Optional<String> activated(String activation) {
        Set<String> layers = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(activation));
        while (!open.isEmpty()) {
            String value = open.pop();
            if (linear(value).isPresent()) {
                layers.add(value);
            } else if (seen.add(value)) {
                Optional<ModelNodes.Node> node =
                        model.producer(value).filter(producer -> ELEMENTWISE.contains(producer.operator()));
                if (node.isEmpty()) {
                    return Optional.empty();
                }
                open.addAll(variables(node.get()));
            }
        }
        return layers.size() == 1 ? layers.stream().findFirst() : Optional.empty();
    }

    private String beforeNorm(String value) {
        return model.producer(value)
                .filter(node -> node.operator().equals("LayerNormalization")
                        && model.isConstant(node.inputs().get(1)))
                .map(node -> node.inputs().get(0))
                .orElse(value);
    }
}
