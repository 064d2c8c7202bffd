package dev.vlmstream.inference.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A small ONNX graph, written as the format's protocol buffers (onnx.proto of ONNX 1.16): nodes with one output and
 * one attribute, an integer.
 */
final class GraphWriter {

    private static final int IR_VERSION = 8;
    private static final int OPSET = 17;
    private static final int INTEGER_ATTRIBUTE = 2;

    private final Message graph = new Message().text(2, "rows");

    /** A message's fields, one after another. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes.toByteArray());
        }

        private Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            bytes.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            long left = value;
            while ((left & ~0x7fL) != 0) {
                bytes.write((int) (left & 0x7f | 0x80));
                left >>>= 7;
            }
            bytes.write((int) left);
        }
    }

    GraphWriter input(String name, int type, int rank) {
        graph.message(11, tensor(name, type, rank));
        return this;
    }

    GraphWriter output(String name, int type, int rank) {
        graph.message(12, tensor(name, type, rank));
        return this;
    }

    private static Message tensor(String name, int type, int rank) {
        Message shape = new Message();
        for (int i = 0; i < rank; i++) {
            shape.message(1, new Message().text(2, name + i));
        }
        Message tensor = new Message().number(1, type).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    GraphWriter node(String operator, int axis, List<String> inputs, String output) {
        return node(operator, "axis", axis, inputs, output);
    }

    /** @param attribute the node's only one, an integer */
    GraphWriter node(String operator, String attribute, int value, List<String> inputs, String output) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        Message only = new Message().text(1, attribute).number(3, value).number(20, INTEGER_ATTRIBUTE);
        graph.message(1, node.text(2, output).text(4, operator).message(5, only));
        return this;
    }

    /** The model file's bytes. */
    byte[] write() {
        Message opset = new Message().text(1, "").number(2, OPSET);
        return new Message()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, opset)
                .bytes
                .toByteArray();
    }
}
