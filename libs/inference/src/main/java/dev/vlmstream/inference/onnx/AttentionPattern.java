package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.onnx.ModelNodes.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One layer's attention as PyTorch exports it: queries times keys, a factor, a mask, softmax, times values; keys and values are
 * those of the past and new ones behind them. Where several query heads have one head of keys, either the keys are repeated
 * ({@code Unsqueeze}, {@code Expand}, {@code Reshape}) or the queries of a group are laid into one head ({@code Reshape}).
 *
 * @param query {@code [rows, heads, queries, values]}
 * @param group how many query heads have one head of keys and values
 * @param end the node whose output {@code [rows, queries, heads * values]} is what all this computes
 */
record AttentionPattern(String query, Cache keys, Cache values, String mask, float scale, long group, Node end) {

    private static final List<Long> HEADS_FIRST = List.of(0L, 2L, 1L, 3L);

    /**
     * @param past the graph's input {@code [rows, heads, past, values]}
     * @param fresh of the new positions
     * @param group how often each head is repeated
     */
    record Cache(String past, String fresh, String present, long group) {}

    /**
     * Rotary position embedding (Su et al. 2021, arXiv 2104.09864) of halves: {@code x * cos + rotated(x) * sin}.
     *
     * @param heads {@code [rows, positions, heads, values]}
     * @param cos {@code [rows, positions, values]}, both halves the same, as of {@code sin}
     */
    record Rotary(String heads, String cos, String sin) {}

    /** The product of queries and keys on its way to the softmax. */
    private record Scores(
            Node product, float scale, @Nullable Long groupedHeads) {}

    /** @throws IllegalArgumentException if a softmax is not that of such a layer; the message says what differs */
    static AttentionPattern of(ModelNodes model, Node softmax) {
        return new Finder(model).layer(softmax);
    }

    /** What rotates a value, if something does that can be told apart. */
    static Optional<Rotary> rotary(ModelNodes model, String value, long width) {
        return new Finder(model).rotary(value, width);
    }

    /** What {@code [rows, positions, heads, values]} was, before heads came first. */
    static Optional<String> beforeHeadsFirst(ModelNodes model, String value) {
        return model.producer(value)
                .filter(node -> node.operator().equals("Transpose") && HEADS_FIRST.equals(node.integers("perm")))
                .map(node -> node.input(0));
    }

    /**
     * The product {@code [rows, positions, heads * values]} that was cut into {@code [rows, positions, heads, values]}, if one was.
     *
     * @param width heads times values
     */
    static Optional<String> beforeHeads(ModelNodes model, String heads, long width) {
        return new Finder(model).beforeHeads(heads, width);
    }

    private record Finder(ModelNodes model) {

        /** Cut by the rows and positions of what the product reads, as PyTorch has them, or by those of the product itself. */
        Optional<String> beforeHeads(String heads, long width) {
            return model.producer(heads)
                    .filter(cut -> cut.operator().equals("Reshape"))
                    .filter(cut -> model.product(cut.input(0))
                            .filter(product -> product.columns() == width)
                            .filter(product -> keepsLines(cut.input(1), product.rows()))
                            .isPresent())
                    .map(cut -> cut.input(0));
        }

        private boolean keepsLines(String shape, String of) {
            List<Long> known = model.constant(shape);
            Optional<Node> dimensions = model.producer(shape)
                    .filter(node ->
                            node.operator().equals("Concat") && node.inputs().size() == 4);
            return known.size() == 4 && known.subList(0, 2).equals(List.of(0L, 0L))
                    || dimensions
                            .filter(node -> isDimension(node.input(0), of, 0) && isDimension(node.input(1), of, 1))
                            .isPresent();
        }

        private boolean isDimension(String value, String of, long index) {
            return through(value, Set.of("Unsqueeze"))
                    .filter(node -> node.operator().equals("Gather"))
                    .filter(node -> model.constant(node.input(1)).equals(List.of(index)))
                    .flatMap(node -> model.producer(node.input(0)))
                    .filter(node -> node.operator().equals("Shape"))
                    .filter(node -> model.same(node.input(0)).equals(model.same(of)))
                    .isPresent();
        }

        AttentionPattern layer(Node softmax) {
            require(
                    Set.of(List.of(), List.of(-1L), List.of(3L)).contains(softmax.integers("axis")),
                    softmax,
                    "last axis");
            Node masked = giver(softmax.input(0), "Add");
            Optional<Scores> first = scores(masked.input(0));
            Scores scores = first.or(() -> scores(masked.input(1)))
                    .orElseThrow(() -> differs(masked, "a scaled product of queries and keys, and a mask"));
            Node transposed = giver(scores.product().input(1), "Transpose");
            require(List.of(0L, 1L, 3L, 2L).equals(transposed.integers("perm")), transposed, "keys with values first");
            Cache keys = cache(transposed.input(0));
            String query = scores.product().input(0);
            long group = keys.group();
            if (scores.groupedHeads() != null) {
                query = giver(query, "Reshape").input(0);
                group = scores.groupedHeads() / model.inputShape(keys.past()).get(1);
            }
            Node product = reader(softmax, scores.groupedHeads() != null);
            require(product.operator().equals("MatMul"), product, "MatMul with values");
            Cache values = cache(product.input(1));
            require(values.group() == keys.group(), product, "as many values as keys");
            Node back = reader(product, scores.groupedHeads() != null);
            require(HEADS_FIRST.equals(back.integers("perm")), back, "Transpose of heads");
            Node end = reader(back, false);
            require(end.operator().equals("Reshape"), end, "Reshape");
            String mask = mask(masked.inputs().get(first.isPresent() ? 1 : 0), transposed.input(0));
            return new AttentionPattern(query, keys, values, mask, scores.scale(), group, end);
        }

        private Optional<Scores> scores(String value) {
            float scale = 1;
            Long heads = null;
            String at = value;
            while (true) {
                Optional<Node> node = model.producer(at);
                String operator = node.map(Node::operator).orElse("");
                if (operator.equals("MatMul")) {
                    return Optional.of(new Scores(node.get(), scale, heads));
                }
                Optional<Float> factor = node.filter(one -> one.inputs().size() == 2)
                        .flatMap(one -> model.scalar(model.same(one.input(1))));
                if (operator.equals("Reshape") && heads == null) {
                    heads = dimension(node.get().input(1), 1).orElse(null);
                    if (heads == null) {
                        return Optional.empty();
                    }
                } else if (operator.equals("Mul") && factor.isPresent()) {
                    scale *= factor.get();
                } else if (operator.equals("Div") && factor.isPresent()) {
                    scale /= factor.get();
                } else {
                    return Optional.empty();
                }
                at = node.get().input(0);
            }
        }

        /** Keys or values of all positions, repeated for each query head or not. */
        private Cache cache(String all) {
            String present = all;
            long group = 1;
            Node node = giver(all, "Concat", "Reshape");
            if (node.operator().equals("Reshape")) {
                Node repeated = giver(node.input(0), "Expand");
                group = dimension(repeated.input(1), 2)
                        .orElseThrow(() -> differs(repeated, "a constant number of repetitions"));
                present = giver(repeated.input(0), "Unsqueeze").input(0);
                node = giver(present, "Concat");
            }
            String past = node.input(0);
            require(Set.of(List.of(2L), List.of(-2L)).contains(node.integers("axis")), node, "Concat of positions");
            List<Long> shape = model.inputShape(past);
            boolean known = shape.size() == 4 && shape.get(1) > 0 && shape.get(3) > 0 && group > 0;
            require(node.inputs().size() == 2 && known, node, "past of known heads before present");
            require(
                    model.inputType(past).equals(Optional.of(Tensor.FLOAT)),
                    node,
                    "keys and values in single precision");
            return new Cache(past, node.input(1), present, group);
        }

        /** PyTorch cuts a mask to the number of keys, which it has. */
        private String mask(String value, String keys) {
            Node cut = model.producer(value).orElseThrow(() -> new IllegalArgumentException("a mask that is given"));
            if (!cut.operator().equals("Slice") || cut.inputs().size() < 4) {
                return value;
            }
            boolean toKeys = model.constant(cut.input(1)).equals(List.of(0L))
                    && model.constant(cut.input(3)).equals(List.of(3L))
                    && through(cut.input(2), Set.of("Unsqueeze", "Gather"))
                            .filter(shape -> shape.operator().equals("Shape"))
                            .filter(shape -> shape.input(0).equals(keys))
                            .isPresent();
            return toKeys ? cut.input(0) : value;
        }

        Optional<Rotary> rotary(String value, long width) {
            return model.producer(value)
                    .filter(node -> node.operator().equals("Add"))
                    .flatMap(sum -> {
                        Optional<Node> plain = product(sum.input(0));
                        Optional<Node> turned = product(sum.input(1));
                        if (plain.isEmpty() || turned.isEmpty()) {
                            return Optional.empty();
                        }
                        String of = plain.get().input(0);
                        Optional<String> cos = table(plain.get().input(1), "Cos");
                        Optional<String> sin = table(turned.get().input(1), "Sin");
                        return isTurned(turned.get().input(0), of, width) && cos.isPresent() && sin.isPresent()
                                ? beforeHeadsFirst(model, of).map(heads -> new Rotary(heads, cos.get(), sin.get()))
                                : Optional.empty();
                    });
        }

        private Optional<Node> product(String value) {
            return model.producer(value).filter(node -> node.operator().equals("Mul"));
        }

        /** Whether a value is another's second half, negative, before its first half. */
        private boolean isTurned(String value, String of, long width) {
            Optional<Node> both = model.producer(value)
                    .filter(node -> node.operator().equals("Concat")
                            && node.integers("axis").equals(List.of(-1L)));
            Optional<Node> second = both.flatMap(node -> model.producer(node.input(0)))
                    .filter(node -> node.operator().equals("Neg"))
                    .flatMap(node -> model.producer(node.input(0)));
            Optional<Node> first = both.flatMap(node -> model.producer(node.input(1)));
            return second.filter(node -> isSlice(node, of) && isHalf(node.input(1), width))
                            .filter(node ->
                                    model.constant(node.input(2)).stream().allMatch(end -> end >= width))
                            .isPresent()
                    && first.filter(node -> isSlice(node, of) && isHalf(node.input(2), width))
                            .filter(node -> model.constant(node.input(1)).equals(List.of(0L)))
                            .isPresent();
        }

        private boolean isSlice(Node node, String of) {
            return node.operator().equals("Slice")
                    && node.input(0).equals(of)
                    && model.constant(node.input(3)).equals(List.of(3L));
        }

        /** As a number, or as the shape's last one by two. */
        private boolean isHalf(String bound, long width) {
            return model.constant(bound).equals(List.of(width / 2))
                    || through(bound, Set.of("Unsqueeze", "Cast"))
                            .filter(node -> node.operator().equals("Div"))
                            .filter(node -> model.constant(node.input(1)).equals(List.of(2L)))
                            .isPresent();
        }

        /** Cosines or sines of angles of which each stands in both halves. */
        private Optional<String> table(String value, String function) {
            Optional<Node> spread = model.producer(value)
                    .filter(node -> node.operator().equals("Unsqueeze"))
                    .filter(node -> model.constant(node.input(1)).equals(List.of(1L)));
            return spread.flatMap(node -> through(node.input(0), Set.of("Cast", "Mul")))
                    .filter(node -> node.operator().equals(function))
                    .flatMap(node -> model.producer(node.input(0)))
                    .filter(node ->
                            node.operator().equals("Concat") && node.inputs().size() == 2)
                    .filter(node -> node.input(0).equals(node.input(1)))
                    .map(node -> spread.get().input(0));
        }

        /** One of a shape's numbers, if the graph has it as a constant. */
        private Optional<Long> dimension(String shape, int index) {
            List<Long> whole = model.constant(shape);
            if (index < whole.size()) {
                return Optional.of(whole.get(index));
            }
            Optional<Node> node = model.producer(shape);
            String operator = node.map(Node::operator).orElse("");
            return switch (operator) {
                // Expand takes 1 where -1 leaves a dimension as it is.
                case "Where" -> dimension(node.get().input(2), index);
                case "Reshape" -> dimension(node.get().input(0), index);
                case "Concat" ->
                    model.constant(node.get().input(index)).stream().findFirst();
                default -> Optional.empty();
            };
        }

        private Optional<Node> through(String value, Set<String> operators) {
            Optional<Node> node = model.producer(value);
            while (node.isPresent() && operators.contains(node.get().operator())) {
                node = model.producer(node.get().input(0));
            }
            return node;
        }

        /** The node that gives a value, of one of some operators. */
        private Node giver(String value, String... operators) {
            return model.producer(value)
                    .filter(node -> Set.of(operators).contains(node.operator()))
                    .orElseThrow(
                            () -> new IllegalArgumentException("expected " + String.join(" or ", operators) + ", found "
                                    + model.producer(value).map(Node::operator).orElse("no node") + " for " + value));
        }

        /** The only node that reads another's output, behind what changes no number. */
        private Node reader(Node node, boolean reshaped) {
            List<Node> readers = model.readers(node.output());
            require(readers.size() == 1, node, "one reader");
            Node reader = readers.get(0);
            boolean same = ModelNodes.SAME_VALUES.contains(reader.operator())
                    || reshaped && reader.operator().equals("Reshape");
            return same ? reader(reader, reshaped) : reader;
        }

        private static void require(boolean holds, Node node, String what) {
            if (!holds) {
                throw differs(node, what);
            }
        }

        private static IllegalArgumentException differs(Node node, String expected) {
            return new IllegalArgumentException(
                    "expected " + expected + ", found " + node.operator() + " for " + node.output());
        }
    }
}
