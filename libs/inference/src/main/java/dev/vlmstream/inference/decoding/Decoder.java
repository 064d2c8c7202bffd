package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.decoding.AttentionBlock.TokenTypes;
import dev.vlmstream.inference.decoding.EncoderMemory.CrossAttention;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.LogProbGraph;
import dev.vlmstream.inference.onnx.RowGraphs;
import dev.vlmstream.inference.onnx.TensorRows;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A {@code decoder_model_merged} graph: {@code inputs_embeds}, {@code attention_mask}[, {@code position_ids}][, {@code
 * token_type_ids}][, {@code deepstack_embeds_N}], the past keys and values, and switches that some exports have, to {@code
 * logits} and the present keys and values. Only what the graph declares is fed.
 * With an encoder before it: see {@link CrossAttention}.
 */
public final class Decoder implements AutoCloseable {

    static final String EMBEDS = "inputs_embeds";
    /** The input with what all positions of a row may look at. */
    public static final String MASK = "attention_mask";

    static final String POSITIONS = "position_ids";
    static final String TYPES = "token_type_ids";
    static final String USE_CACHE = "use_cache_branch";
    static final String LOGITS_TO_KEEP = "num_logits_to_keep";
    static final String LOGITS = "logits";
    static final String HIDDEN = "hidden_states";
    /** The beginning of the names of DeepStack's inputs (Meng et al. 2024, arXiv 2406.04334), numbered from 0. */
    private static final String DEEPSTACK = "deepstack_embeds_";

    /** Of com.microsoft: {@code seqlens_k}, which exporters make of the mask's sum, is all that it knows of the mask. */
    private static final String COUNTING_ATTENTION = "GroupQueryAttention";

    /** Of all rows: enough for matrix products to be as fast as with more, and few enough for intermediate results to stay in caches. */
    private static final int POSITIONS_AT_ONCE = 256;

    /** Of one row: each part of a step copies the keys and values before it, and reads all weights. */
    private static final int FEWEST_AT_ONCE = 64;

    private static final String PAST = "past_key_values.";
    private static final String PRESENT = "present.";

    private final Graph graph;
    private final List<TensorSpec> past;
    private final List<String> present;
    private final List<TensorSpec> deepstack;
    private final @Nullable CrossAttention cross;
    private final boolean countsKeys;
    private final @Nullable TokenTypes types;
    private final TensorRows rows;
    private @Nullable RowGraphs rowGraphs;
    private @Nullable LogProbGraph logProbs;

    /**
     * Takes over the graph.
     *
     * @param types how the graph is told which tokens attend to one another in both directions; null if none do
     * @throws BundleException if it lacks an input or output that decoding needs
     */
    public Decoder(Graph graph, @Nullable TokenTypes types) {
        this.graph = graph;
        this.types = types;
        this.past = graph.inputNames().stream()
                .filter(name -> name.startsWith(PAST) && !CrossAttention.owns(name))
                .map(graph::requireInput)
                .toList();
        if (past.isEmpty()) {
            throw new BundleException(
                    graph.file() + " has no inputs " + PAST + "N.key|value; export it as a merged decoder with past");
        }
        this.present = present(graph, past);
        graph.requireInput(EMBEDS);
        this.cross = CrossAttention.of(graph, PAST).orElse(null);
        if (cross == null) {
            graph.requireInput(MASK);
        }
        graph.requireOutput(LOGITS);
        long layers = graph.inputNames().stream()
                .filter(name -> name.startsWith(DEEPSTACK))
                .count();
        this.deepstack = LongStream.range(0, layers)
                .mapToObj(layer -> graph.requireInput(DEEPSTACK + layer))
                .toList();
        if (types != null && graph.input(TYPES).isEmpty()) {
            throw new BundleException(
                    graph.file() + " has no input " + TYPES + ", by which a model of this family is told"
                            + " that an image's tokens see one another; export it with tools/export");
        }
        this.countsKeys = graph.contains(COUNTING_ATTENTION);
        this.rows = new TensorRows(graph);
    }

    /** The output that continues from each of some past inputs. */
    static List<String> present(Graph graph, List<TensorSpec> past) {
        return past.stream()
                .map(spec -> graph.requireOutput(PRESENT + spec.name().substring(PAST.length()))
                        .name())
                .toList();
    }

    /**
     * A cache without positions of the decoder's own for a batch of prompts, with what the encoder read, if there is one; close it
     * before the decoder.
     */
    public KvCache start(List<EmbeddedPrompt> prompts) {
        return start(empty(prompts));
    }

    KvTensors empty(List<EmbeddedPrompt> prompts) {
        return KvTensors.empty(this, prompts.size(), cross == null ? null : EncoderMemory.read(this, prompts));
    }

    /** A cache that continues from what has been computed, which it takes over. */
    KvCache start(KvTensors computed) {
        return new KvCache(this, computed);
    }

    /** What looks at an encoder's states, if the decoder has an encoder. */
    Optional<CrossAttention> cross() {
        return Optional.ofNullable(cross);
    }

    /** @throws BundleException if the decoder looks at no encoder */
    public void requireCross() {
        if (cross == null) {
            throw new BundleException(graph.file() + " has no inputs " + PAST + "N.encoder.key|value;"
                    + " export it as the merged decoder of an encoder");
        }
    }

    /** What the embeddings must be. */
    public TensorSpec embeds() {
        return graph.requireInput(EMBEDS);
    }

    /**
     * For each of the first layers that more of an image is added to, the input {@code [rows, tokens, width]}: {@code
     * deepstack_embeds_0}, {@code deepstack_embeds_1}, … as TensorRT Edge-LLM calls them.
     */
    public List<TensorSpec> deepstack() {
        return deepstack;
    }

    /**
     * The output with the last layer's states.
     *
     * @throws BundleException if the graph has none
     */
    String hiddenStates() {
        return graph.requireOutput(HIDDEN).name();
    }

    /** Bytes of the keys and values of one position in one row. */
    public long bytesPerPosition() {
        return past.stream()
                .mapToLong(spec -> spec.shape()[1] * spec.shape()[3] * spec.bytesPerElement())
                .sum();
    }

    /** How many positions a token has: 3 with M-RoPE, whose {@code position_ids} are {@code [3, rows, tokens]}; else 1. */
    public int positionAxes() {
        return graph.input(POSITIONS)
                .filter(spec -> spec.shape().length == 3)
                .map(spec -> (int) spec.shape()[0])
                .orElse(1);
    }

    /** Whether {@link KvCache#aside} is possible: each token's past can be told, and its position. */
    public boolean branches() {
        return graph.queryMask().isPresent() && graph.input(POSITIONS).isPresent();
    }

    /**
     * Whether attention only counts how many keys a row has, and takes the first ones, as ONNX Runtime's GroupQueryAttention
     * does: a batch must not be padded on the left then.
     */
    boolean countsKeys() {
        return countsKeys;
    }

    /** Whether a step writes its keys and values behind those that are there. */
    boolean inPlace() {
        return graph.pastLength().isPresent();
    }

    /**
     * How many of each row's new positions a step computes together: all of them if keys and values do not stay in place, or if
     * there are at most a quarter too many.
     */
    int positionsAtOnce(int rows, int added) {
        int most = Math.max(FEWEST_AT_ONCE, POSITIONS_AT_ONCE / rows);
        if (!inPlace() || added <= most + most / 4) {
            return added;
        }
        int parts = (added + most - 1) / most;
        return (added + parts - 1) / parts;
    }

    /** Empty if all tokens only attend to what is before them. */
    Optional<TokenTypes> tokenTypes() {
        return Optional.ofNullable(types);
    }

    /** Whether nothing tells the decoder of padding, so that rows of a batch must have as many positions. */
    boolean takesNoPadding() {
        return countsKeys || graph.input(MASK).isEmpty();
    }

    /**
     * Whether several tokens behind others are right only one by one: optimum exports what follows the first step of an
     * encoder's decoder for one token, without a mask among new ones.
     */
    public boolean stepsSingly() {
        return cross != null;
    }

    long[] positionShape(int rows, int tokens) {
        int axes = positionAxes();
        return axes == 1 ? new long[] {rows, tokens} : new long[] {axes, rows, tokens};
    }

    Graph graph() {
        return graph;
    }

    /** What moves rows of embeddings and of image features where the decoder computes. */
    public TensorRows rows() {
        return rows;
    }

    /** What picks rows of keys and values on a GPU; loaded when first needed. */
    RowGraphs rowGraphs() {
        if (rowGraphs == null) {
            rowGraphs = new RowGraphs(graph, past.get(0).type());
        }
        return rowGraphs;
    }

    /** What turns logits into probabilities; loaded when first needed. */
    LogProbGraph logProbs() {
        if (logProbs == null) {
            logProbs = new LogProbGraph(graph, graph.requireOutput(LOGITS).type());
        }
        return logProbs;
    }

    List<TensorSpec> past() {
        return past;
    }

    List<String> present() {
        return present;
    }

    @Override
    public void close() {
        if (rowGraphs != null) {
            rowGraphs.close();
        }
        if (logProbs != null) {
            logProbs.close();
        }
        rows.close();
        graph.close();
    }
}
