package dev.vlmstream.inference.onnx;

import java.util.List;

/**
 * A small ONNX graph, written as the format's protocol buffers (onnx.proto of ONNX 1.16): nodes with one output and
 * at most one attribute, an integer.
 */
final class GraphWriter {

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final int INTEGER_ATTRIBUTE = 2;

    private static final int TIMES_MORE_INPUTS = 16;

    private final WireMessage graph = new WireMessage().text(2, "rows");

    /**
     * How many inputs a graph has that is to take some number of tensors: 1, 16, 256, … A graph for each number would be too many:
     * on a GPU each takes memory for CUDA's libraries, and keeps what it once needed for its results.
     */
    static int inputsFor(int tensors) {
        int inputs = 1;
        while (inputs < tensors) {
            inputs *= TIMES_MORE_INPUTS;
        }
        return inputs;
    }

    /** An input of any shape. */
    GraphWriter input(String name, int type) {
        graph.message(11, value(name, new WireMessage().number(1, type)));
        return this;
    }

    GraphWriter input(String name, int type, int rank) {
        graph.message(11, tensor(name, type, rank));
        return this;
    }

    GraphWriter output(String name, int type, int rank) {
        graph.message(12, tensor(name, type, rank));
        return this;
    }

    private static WireMessage tensor(String name, int type, int rank) {
        WireMessage shape = new WireMessage();
        for (int i = 0; i < rank; i++) {
            shape.message(1, new WireMessage().text(2, name + i));
        }
        return value(name, new WireMessage().number(1, type).message(2, shape));
    }

    private static WireMessage value(String name, WireMessage tensor) {
        return new WireMessage().text(1, name).message(2, new WireMessage().message(1, tensor));
    }

    GraphWriter node(String operator, int axis, List<String> inputs, String output) {
        return node(operator, "axis", axis, inputs, output);
    }

    /** @param attribute the node's only one, an integer */
    GraphWriter node(String operator, String attribute, int value, List<String> inputs, String output) {
        WireMessage only = new WireMessage().text(1, attribute).number(3, value).number(20, INTEGER_ATTRIBUTE);
        graph.message(1, nodeOf(operator, inputs, output).message(5, only));
        return this;
    }

    /** A node without attributes. */
    GraphWriter node(String operator, List<String> inputs, String output) {
        graph.message(1, nodeOf(operator, inputs, output));
        return this;
    }

    private static WireMessage nodeOf(String operator, List<String> inputs, String output) {
        WireMessage node = new WireMessage();
        inputs.forEach(input -> node.text(1, input));
        return node.text(2, output).text(4, operator);
    }

    /** The model file's bytes. */
    byte[] write() {
        WireMessage opset = new WireMessage().text(1, "").number(2, OPSET);
        return new WireMessage()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, opset)
                .toBytes();
    }
}
