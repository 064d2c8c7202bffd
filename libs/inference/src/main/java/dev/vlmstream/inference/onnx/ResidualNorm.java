package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.onnx.ModelNodes.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a layer adds to the residual stream, and the root mean square norm (Zhang and Sennrich 2019, arXiv 1910.07467) of the sum,
 * as PyTorch exports them in single precision.
 *
 * @param sum the addition
 * @param weight of the norm, {@code [width]}
 * @param end the node whose output is the norm
 */
record ResidualNorm(Node sum, String weight, float epsilon, Node end) {

    /**
     * Those of a decoder, in the graph's order. The stream begins with an input {@code [rows, positions, width]} or with its product
     * with a weight, such as a rotation; it is followed as long as products are added to it, so that both sides of a sum have one
     * shape.
     */
    static List<ResidualNorm> all(ModelNodes model) {
        return new Finder(model, new HashSet<>()).all();
    }

    private record Finder(ModelNodes model, Set<String> stream) {

        List<ResidualNorm> all() {
            model.inputs().stream()
                    .filter(input -> model.inputShape(input).size() == 3)
                    .filter(input -> model.inputType(input).equals(Optional.of(Tensor.FLOAT)))
                    .forEach(this::begin);
            List<ResidualNorm> found = new ArrayList<>();
            for (Node node : model.nodes()) {
                if (node.operator().equals("Add") && isNext(node)) {
                    stream.add(node.output());
                    of(node).ifPresent(found::add);
                }
            }
            return found;
        }

        private void begin(String input) {
            stream.add(input);
            readers(input)
                    .map(Node::output)
                    .filter(value -> model.product(value).isPresent())
                    .forEach(stream::add);
        }

        private boolean isNext(Node sum) {
            return isOfStream(sum.input(0)) && model.product(sum.input(1)).isPresent()
                    || isOfStream(sum.input(1)) && model.product(sum.input(0)).isPresent();
        }

        private boolean isOfStream(String value) {
            return stream.contains(unchanged(value));
        }

        private Optional<ResidualNorm> of(Node sum) {
            return readers(sum.output())
                    .filter(node -> node.operator().equals("Pow"))
                    .filter(node -> model.scalar(node.input(1)).equals(Optional.of(2f)))
                    .flatMap(square -> readers(square.output()))
                    .filter(node -> node.operator().equals("ReduceMean") && isOfLast(node))
                    .flatMap(mean -> readers(mean.output()))
                    .filter(node -> node.operator().equals("Add"))
                    .flatMap(shifted -> end(sum, shifted).stream())
                    .findFirst();
        }

        private boolean isOfLast(Node mean) {
            return (mean.integers("axes").equals(List.of(-1L))
                            || model.constant(mean.input(1)).equals(List.of(-1L)))
                    && !mean.integers("keepdims").equals(List.of(0L));
        }

        private Optional<ResidualNorm> end(Node sum, Node shifted) {
            Optional<Float> epsilon = shifted.inputs().stream()
                    .flatMap(input -> model.scalar(input).stream())
                    .findFirst();
            return readers(shifted.output())
                    .filter(node -> node.operator().equals("Sqrt"))
                    .flatMap(root -> readers(root.output()))
                    .filter(node -> node.operator().equals("Div")
                            && model.scalar(node.input(0)).equals(Optional.of(1f)))
                    .flatMap(inverse -> readers(inverse.output()))
                    .filter(node -> node.operator().equals("Mul") && readsSame(node, sum.output()))
                    .flatMap(scaled -> readers(scaled.output()))
                    .filter(node -> node.operator().equals("Mul"))
                    .flatMap(end -> end.inputs().stream()
                            .filter(model::isConstant)
                            .flatMap(
                                    weight -> epsilon.stream().map(small -> new ResidualNorm(sum, weight, small, end))))
                    .findFirst();
        }

        private boolean readsSame(Node node, String value) {
            return node.inputs().stream().map(this::unchanged).anyMatch(value::equals);
        }

        /** The value itself, before what changes no bit of single precision; {@link ModelNodes#same} takes any precision. */
        private String unchanged(String value) {
            return model.producer(value)
                    .filter(this::isSame)
                    .map(node -> unchanged(node.input(0)))
                    .orElse(value);
        }

        /** Nodes that read a value, behind what changes no number. */
        private Stream<Node> readers(String value) {
            return model.readers(value).stream()
                    .flatMap(node -> isSame(node) ? readers(node.output()) : Stream.of(node));
        }

        private boolean isSame(Node node) {
            return node.operator().equals("Identity")
                    || node.operator().equals("Cast") && node.integers("to").equals(List.of((long) Tensor.FLOAT));
        }
    }
}
