package dev.vlmstream.inference.onnx;

import dev.vlmstream.inference.onnx.AttentionPattern.Cache;
import dev.vlmstream.inference.onnx.AttentionPattern.Rotary;
import dev.vlmstream.inference.onnx.ModelNodes.Node;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;

/**
 * A decoder's attention in as few operators as it takes, where the file has about fifty for each layer. The graph's inputs and
 * outputs stay the same, and so does its mask: rows may be padded on the left, and may continue by several positions together,
 * which {@code GroupQueryAttention} does for one row only. Query heads that share a head of keys are laid behind one another, so
 * that its keys are read once for all of them and never repeated. Scores, weights and sums are operators of their own: {@code
 * MultiHeadAttention} divides its work by heads, of which there may be fewer than threads. For many queries of one row, they are
 * ONNX's {@code Attention}, which gives the same bits. What the file adds to the residual stream becomes one operator with the norm
 * behind it: at a step of a few tokens, the number of operators counts.
 *
 * <p>Where nothing else reads them, keys and values stay in place: a past with room behind its positions, whose number the graph is
 * told, becomes the present by new positions being written there, which copies nothing if both are one tensor.
 */
final class DecoderFusion {

    private static final System.Logger LOG = System.getLogger(DecoderFusion.class.getName());
    private static final String DOMAIN = "com.microsoft";
    /** The input {@code [1]} with the number of positions in a past that has room for more; a graph without it joins them at each step. */
    static final String PAST_LENGTH = "past_length";

    private static final String NEVER = "fused_never";

    private static final int OPSET = 8;
    private static final int NODE = 1;
    private static final int INITIALIZER = 5;
    private static final int INPUT = 11;
    private static final int OUTPUT = 12;

    /** The first operator set of ONNX that has {@code Attention}. */
    private static final long ATTENTION_SINCE = 23;

    /** The operators below mean the same from this set to {@link #ATTENTION_SINCE}. */
    private static final long ALIKE_SINCE = 13;

    private static final Set<String> ALIKE =
            Set.of(("Abs Add And Cast Clip Concat Constant ConstantOfShape Cos CumSum Div Equal Erf Exp Expand "
                            + "Gather Gemm Greater GreaterOrEqual Identity LayerNormalization Less LessOrEqual MatMul Max Min "
                            + "Mul Neg Not Or Pow QuantizeLinear Range Reciprocal Relu Reshape ScatterND Shape Sigmoid Sin "
                            + "Slice Softmax Sqrt Squeeze Sub Tanh Tile Transpose Trilu Unsqueeze Where")
                    .split(" "));

    /** Before set 18, these have their axes as an attribute, since then as an input. */
    private static final Set<String> REDUCING = Set.of("ReduceMax", "ReduceMean");

    /** From here on {@code Attention} pays. Of a single query it would compute products with vectors, which add in another order. */
    private static final long MANY_QUERIES = 32;

    private final ModelNodes model;
    private final boolean inPlace;
    private final boolean withAttention;
    private final List<AttentionPattern> layers = new ArrayList<>();
    private final List<ResidualNorm> norms;
    private final Map<List<Long>, String> integers = new HashMap<>();
    private final Map<String, String> shared = new HashMap<>();
    private final Set<String> read = new HashSet<>();
    private WireMessage nodes = new WireMessage();
    private int values;

    private DecoderFusion(ModelNodes model, boolean inPlace) {
        this.model = model;
        this.inPlace = inPlace;
        if (model.hasInnerGraphs()) {
            throw new IllegalArgumentException("it has graphs within nodes");
        }
        requireOrder(model);
        model.nodes().stream()
                .filter(node -> node.operator().equals("Softmax"))
                .forEach(node -> layers.add(AttentionPattern.of(model, node)));
        norms = layers.isEmpty() ? List.of() : ResidualNorm.all(model);
        withAttention = canHaveAttention();
        layers.forEach(this::fuse);
        norms.forEach(this::fuse);
    }

    /** Whether all of the file's operators mean the same in the operator set that has {@code Attention}. */
    private boolean canHaveAttention() {
        long set = model.operatorSets().getOrDefault("", 0L);
        return set >= ALIKE_SINCE
                && model.nodes().stream()
                        .allMatch(node -> !node.domain().isEmpty()
                                || ALIKE.contains(node.operator())
                                || REDUCING.contains(node.operator())
                                || node.operator().equals("Split")
                                        && node.inputs().size() == 2);
    }

    /** ONNX asks for it; without it, following values might never end. */
    private static void requireOrder(ModelNodes model) {
        Set<String> open = new HashSet<>();
        model.nodes().forEach(node -> open.addAll(node.outputs()));
        for (Node node : model.nodes()) {
            if (node.inputs().stream().anyMatch(open::contains)) {
                throw new IllegalArgumentException("it has nodes before those whose values they read");
            }
            node.outputs().forEach(open::remove);
        }
    }

    /**
     * Fuses a model's attention. If this is of another kind, the model stays as it is and the log says which; it also stays if its
     * attention is one operator already.
     *
     * @param name the model's, for the log
     */
    static void fuse(ModelFile model, Path name) {
        try {
            ModelNodes nodes = new ModelNodes(model.model());
            DecoderFusion fusion = new DecoderFusion(nodes, true);
            if (!fusion.alone()) {
                fusion = new DecoderFusion(nodes, false);
            }
            if (!fusion.layers.isEmpty()) {
                model.replace(fusion.written());
            }
        } catch (IllegalArgumentException e) {
            LOG.log(Level.INFO, () -> name + " keeps its attention as exported: " + e.getMessage());
        }
    }

    /** Whether nothing but the fused attention reads keys and values, so that none meets the room behind them. */
    private boolean alone() {
        Set<String> pasts = new HashSet<>();
        Set<String> all = new HashSet<>();
        layers.stream()
                .flatMap(layer -> Stream.of(layer.keys(), layer.values()))
                .forEach(cache -> {
                    pasts.add(cache.past());
                    all.addAll(List.of(cache.past(), cache.present()));
                });
        return model.inputs().stream()
                        .allMatch(name ->
                                pasts.contains(name) || model.inputShape(name).size() != 4)
                && needed().stream().flatMap(node -> node.inputs().stream()).noneMatch(all::contains);
    }

    /** The fields of the graph that stay, then new ones. ONNX Runtime sorts nodes itself. */
    private BytePointer written() {
        Set<WireFields.Field> left = new HashSet<>();
        Set<Node> needed = needed();
        for (Node node : model.nodes()) {
            if (!needed.contains(node)) {
                left.add(node.field());
            } else if (withAttention
                    && REDUCING.contains(node.operator())
                    && node.inputs().size() == 1) {
                left.add(node.field());
                WireMessage kept = integer(
                        "keepdims",
                        node.integers("keepdims").stream().findFirst().orElse(1L));
                node(
                        node.operator(),
                        List.of(node.input(0), integers(node.integers("axes"))),
                        node.outputs(),
                        "",
                        kept);
            }
        }
        ModelParts parts = new ModelParts(model.model(), OPSET);
        Map<String, Long> sets = model.operatorSets();
        sets.putIfAbsent(DOMAIN, 1L);
        if (withAttention) {
            sets.merge("", ATTENTION_SINCE, Math::max);
        }
        sets.forEach((domain, version) -> parts.addBeside(new WireMessage()
                .message(OPSET, new WireMessage().text(1, domain).number(2, version))
                .toBytes()));
        model.graph().all().stream().filter(field -> !left.contains(field)).forEach(parts::keep);
        integers.forEach((numbers, name) -> parts.add(initializer(name, numbers)));
        if (inPlace) {
            parts.add(pastLength().message(INITIALIZER, never()).toBytes());
        }
        parts.add(nodes.toBytes());
        return parts.write();
    }

    /** The nodes that what is left of the graph reads. */
    private Set<Node> needed() {
        Set<String> replaced = new HashSet<>();
        layers.forEach(layer -> replaced.addAll(List.of(
                layer.end().output(), layer.keys().present(), layer.values().present())));
        norms.forEach(
                norm -> replaced.addAll(List.of(norm.sum().output(), norm.end().output())));
        Set<Node> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(model.outputs());
        open.addAll(read);
        while (!open.isEmpty()) {
            String value = open.pop();
            if (!replaced.contains(value)) {
                model.producer(value).filter(needed::add).ifPresent(node -> open.addAll(node.inputs()));
            }
        }
        return needed;
    }

    private void fuse(AttentionPattern layer) {
        List<Long> past = model.inputShape(layer.keys().past());
        long heads = past.get(1);
        long width = past.get(3);
        long queryHeads = heads * layer.group();
        String mask = inPlace
                ? shared.computeIfAbsent(layer.mask(), padded(layer.keys().past()))
                : layer.mask();
        String tiled = layer.group() > 1 ? shared.computeIfAbsent("tiled " + mask, tiled(mask, layer.group())) : mask;
        join(layer.keys(), heads, width);
        join(layer.values(), heads, width);
        Optional<String> flat = flat(layer.query(), queryHeads, width);
        String query = flat.orElse(layer.query());
        String shape = shared.computeIfAbsent("shape of queries", name -> one("Shape", List.of(query)));
        int axis = flat.isPresent() ? 1 : 2;
        String count = shared.computeIfAbsent("queries", name -> slice(shape, axis, axis + 1));
        String single = shared.computeIfAbsent("one query", name -> equal(count, 1));
        String many = shared.computeIfAbsent("many queries of one row", name -> manyOfOneRow(shape, count));
        // Of one position, heads lie in the same order whether they or positions come first: a step transposes nothing.
        either(
                single,
                () -> reshape(attended(layer, query, tiled, heads), List.of(0L, 1L, queryHeads * width)),
                () -> {
                    String first =
                            flat.map(all -> headsFirst(all, queryHeads, width)).orElse(query);
                    String attended = withAttention
                            ? either(
                                    many,
                                    () -> attention(layer, first, mask),
                                    () -> apart(layer, first, tiled, heads),
                                    value())
                            : apart(layer, first, tiled, heads);
                    return reshape(transpose(attended, 0, 2, 1, 3), List.of(0L, 0L, queryHeads * width));
                },
                layer.end().output());
    }

    private String attention(AttentionPattern layer, String query, String mask) {
        List<String> inputs =
                List.of(query, layer.keys().present(), layer.values().present(), mask);
        return one("Attention", inputs, real("scale", layer.scale()));
    }

    /** The same in operators of their own. */
    private String apart(AttentionPattern layer, String query, String mask, long heads) {
        long width = model.inputShape(layer.keys().past()).get(3);
        return reshape(attended(layer, query, mask, heads), List.of(0L, heads * layer.group(), -1L, width));
    }

    /**
     * What the queries of each group attend to, {@code [rows, heads, queries of the group, values]}.
     *
     * @param query with heads first; a single position's lie in the same order with positions first
     */
    private String attended(AttentionPattern layer, String query, String mask, long heads) {
        long width = model.inputShape(layer.keys().past()).get(3);
        String grouped = reshape(query, List.of(0L, heads, -1L, width));
        String scores = value();
        node(
                "FusedMatMul",
                List.of(grouped, layer.keys().present()),
                List.of(scores),
                DOMAIN,
                integer("transB", 1),
                real("alpha", layer.scale()));
        String weights = one("Softmax", List.of(one("Add", List.of(scores, mask))), integer("axis", 3));
        return one("MatMul", List.of(weights, layer.values().present()));
    }

    /**
     * When {@code Attention} is faster: it has one thread compute a head from its scores to its sums, which stay in a cache, but it
     * reads keys once for each query head.
     */
    private String manyOfOneRow(String shape, String queries) {
        String many = one("GreaterOrEqual", List.of(queries, integers(List.of(MANY_QUERIES))));
        return one("And", List.of(many, equal(slice(shape, 0, 1), 1)));
    }

    private String equal(String value, long number) {
        return one("Equal", List.of(value, integers(List.of(number))));
    }

    /** One of two values, of which only that one is computed. */
    private String either(String condition, Supplier<String> then, Supplier<String> otherwise, String output) {
        WireMessage first = within(then);
        WireMessage second = within(otherwise);
        node("If", List.of(condition), List.of(output), "", graph("then_branch", first), graph("else_branch", second));
        return output;
    }

    /** A graph within a node; it reads values of the one around it. */
    private WireMessage within(Supplier<String> value) {
        WireMessage around = nodes;
        nodes = new WireMessage();
        String output = value.get();
        WireMessage type = new WireMessage().message(1, new WireMessage().number(1, Tensor.FLOAT));
        WireMessage graph = nodes.text(2, output)
                .message(OUTPUT, new WireMessage().text(1, output).message(2, type));
        nodes = around;
        return graph;
    }

    private static WireMessage graph(String name, WireMessage graph) {
        return new WireMessage().text(1, name).message(6, graph).number(20, 5);
    }

    /** A sum and the norm of it. */
    private void fuse(ResidualNorm norm) {
        List<String> inputs = List.of(norm.sum().input(0), norm.sum().input(1), norm.weight());
        List<String> outputs = List.of(norm.end().output(), "", "", norm.sum().output());
        node("SkipSimplifiedLayerNormalization", inputs, outputs, DOMAIN, real("epsilon", norm.epsilon()));
    }

    /** The new positions of a past behind those that are there. */
    private void join(Cache cache, long heads, long width) {
        if (!inPlace) {
            String fresh = flat(cache.fresh(), heads, width)
                    .map(flat -> headsFirst(flat, heads, width))
                    .orElse(cache.fresh());
            node("Concat", List.of(cache.past(), fresh), List.of(cache.present()), "", integer("axis", 2));
            return;
        }
        Optional<String> apart = flat(cache.fresh(), heads, width).map(flat -> positionsFirst(flat, heads, width));
        String fresh = apart.orElse(cache.fresh());
        String kind = apart.isPresent() ? " heads" : " heads first";
        String places = shared.computeIfAbsent("places of " + heads + kind, name -> places(fresh, apart.isEmpty()));
        node("ScatterND", List.of(cache.past(), places, fresh), List.of(cache.present()), "");
    }

    /** Where each row's, head's and position's values belong, {@code [rows, positions, heads, 3]}, or with heads first. */
    private String places(String fresh, boolean headsFirst) {
        int head = headsFirst ? 1 : 2;
        int position = 3 - head;
        String shape = slice(one("Shape", List.of(fresh)), 0, 3);
        String each = one("Concat", List.of(shape, integers(List.of(1L))), integer("axis", 0));
        String rows = along(0, counted(slice(shape, 0, 1)));
        String heads = along(head, counted(slice(shape, head, head + 1)));
        String behind = one("Add", List.of(counted(slice(shape, position, position + 1)), PAST_LENGTH));
        String positions = along(position, behind);
        List<String> all = Stream.of(rows, heads, positions)
                .map(places -> one("Expand", List.of(places, each)))
                .toList();
        return one("Concat", all, integer("axis", 3));
    }

    /** Numbers along one of four axes. */
    private String along(int axis, String numbers) {
        List<Long> shape = new ArrayList<>(Collections.nCopies(4, 1L));
        shape.set(axis, -1L);
        return reshape(numbers, shape);
    }

    private String slice(String value, long from, long to) {
        return one("Slice", List.of(value, integers(List.of(from)), integers(List.of(to))));
    }

    /** 0, 1, 2, … */
    private String counted(String count) {
        String zero = one("Squeeze", List.of(integers(List.of(0L))));
        String step = one("Squeeze", List.of(integers(List.of(1L))));
        return one("Range", List.of(zero, one("Squeeze", List.of(count)), step));
    }

    /** Nothing attends to the room behind the positions. */
    private Function<String, String> padded(String past) {
        return mask -> {
            String length = slice(one("Shape", List.of(past)), 2, 3);
            String room = one("Sub", List.of(length, slice(one("Shape", List.of(mask)), 3, 4)));
            String pads = one("Concat", List.of(integers(Collections.nCopies(7, 0L)), room), integer("axis", 0));
            return one("Pad", List.of(mask, pads, NEVER));
        };
    }

    private static WireMessage pastLength() {
        WireMessage shape = new WireMessage().message(1, new WireMessage().number(1, 1));
        WireMessage tensor = new WireMessage().number(1, Tensor.INT64).message(2, shape);
        WireMessage input = new WireMessage().text(1, PAST_LENGTH).message(2, new WireMessage().message(1, tensor));
        return new WireMessage().message(INPUT, input);
    }

    /** A mask's number for what must not be attended to, whatever the scores. */
    private static WireMessage never() {
        ByteBuffer raw = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.putFloat(Float.NEGATIVE_INFINITY);
        return new WireMessage().number(2, Tensor.FLOAT).text(8, NEVER).bytes(9, raw.array());
    }

    private Function<String, String> tiled(String mask, long group) {
        return name -> one("Concat", Collections.nCopies((int) group, mask), integer("axis", 2));
    }

    private String headsFirst(String flat, long heads, long width) {
        return transpose(positionsFirst(flat, heads, width), 0, 2, 1, 3);
    }

    private String positionsFirst(String flat, long heads, long width) {
        return reshape(flat, List.of(0L, 0L, heads, width));
    }

    /**
     * A value {@code [rows, heads, positions, values]} as it was before heads came first, by one operator where it is rotated: {@code
     * [rows, positions, heads * values]}, or with heads and values apart. Empty if the file has it with heads first only.
     */
    private Optional<String> flat(String value, long heads, long width) {
        return AttentionPattern.rotary(model, value, width)
                .map(rotary -> rotated(rotary, heads, width))
                .or(() -> AttentionPattern.beforeHeadsFirst(model, value)
                        .map(apart -> AttentionPattern.beforeHeads(model, apart, heads * width)
                                .orElse(apart)));
    }

    /** {@code [rows, positions, heads * values]}; what is rotated is a product as it is, if one gives it. */
    private String rotated(Rotary rotary, long heads, long width) {
        List<String> inputs = List.of(
                AttentionPattern.beforeHeads(model, rotary.heads(), heads * width)
                        .orElseGet(() -> reshape(rotary.heads(), List.of(0L, 0L, -1L))),
                positions(rotary.cos()),
                half(rotary.cos(), width),
                half(rotary.sin(), width));
        String rotated = value();
        node("RotaryEmbedding", inputs, List.of(rotated), DOMAIN, integer("num_heads", heads));
        return rotated;
    }

    /** Tables of cosines or sines have a line for each of the step's positions, whatever their angles. */
    private String half(String table, long width) {
        return shared.computeIfAbsent(table, whole -> {
            String half = one(
                    "Slice",
                    List.of(whole, integers(List.of(0L)), integers(List.of(width / 2)), integers(List.of(-1L))));
            return reshape(half, List.of(-1L, width / 2));
        });
    }

    /** The lines' numbers, {@code [rows, positions]}. */
    private String positions(String table) {
        return shared.computeIfAbsent("positions of " + table, name -> {
            String shape = slice(one("Shape", List.of(table)), 0, 2);
            String count = one("ReduceProd", List.of(shape), integer("keepdims", 0));
            String zero = one("Sub", List.of(count, count));
            String step = one("Squeeze", List.of(integers(List.of(1L))));
            return one("Reshape", List.of(one("Range", List.of(zero, count, step)), shape));
        });
    }

    private String reshape(String value, List<Long> shape) {
        return one("Reshape", List.of(value, integers(shape)));
    }

    private String transpose(String value, int... order) {
        WireMessage permutation = new WireMessage().text(1, "perm").number(20, 7);
        Arrays.stream(order).forEach(axis -> permutation.number(8, axis));
        return one("Transpose", List.of(value), permutation);
    }

    private String one(String operator, List<String> inputs, WireMessage... attributes) {
        String output = value();
        node(operator, inputs, List.of(output), "", attributes);
        return output;
    }

    private String value() {
        return "fused_" + values++;
    }

    private static WireMessage real(String name, float value) {
        return new WireMessage().text(1, name).number32(2, value).number(20, 1);
    }

    private static WireMessage integer(String name, long value) {
        return new WireMessage().text(1, name).number(3, value).number(20, 2);
    }

    private void node(
            String operator, List<String> inputs, List<String> outputs, String domain, WireMessage... attributes) {
        WireMessage node = new WireMessage();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, outputs.get(0)).text(4, operator).text(7, domain);
        Arrays.stream(attributes).forEach(attribute -> node.message(5, attribute));
        nodes.message(NODE, node);
        read.addAll(inputs);
    }

    /** The name of a constant. */
    private String integers(List<Long> numbers) {
        return integers.computeIfAbsent(numbers, all -> value());
    }

    private static byte[] initializer(String name, List<Long> numbers) {
        ByteBuffer raw = ByteBuffer.allocate(numbers.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        numbers.forEach(raw::putLong);
        WireMessage tensor = new WireMessage()
                .number(1, numbers.size())
                .number(2, Tensor.INT64)
                .text(8, name)
                .bytes(9, raw.array());
        return new WireMessage().message(INITIALIZER, tensor).toBytes();
    }
}
