package dev.vlmstream.inference.language;

import dev.vlmstream.inference.GenerationConfig;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.decoding.AttentionBlock.TokenTypes;
import dev.vlmstream.inference.decoding.Decoder;
import dev.vlmstream.inference.decoding.Embedder;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Workers;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The language half of a bundle.
 *
 * @param padToken fills a batch's shorter rows; nothing attends to it
 * @param longestContext the most positions that the decoder was made for
 */
public record LanguageParts(
        Tokenizer tokenizer,
        Embedder embedder,
        Decoder decoder,
        int padToken,
        int longestContext,
        BatchingOptions batching)
        implements AutoCloseable {

    static final String EMBED = "embed_tokens";
    static final String DECODER = "decoder_model_merged";

    /** What a bundle must have for {@link #load}. */
    public static List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(
                Requirements.json("tokenizer.json"),
                Requirements.graph(EMBED, options),
                Requirements.graph(DECODER, options),
                GenerationConfig::read);
    }

    /** Of a family whose tokens all attend to what is before them only. */
    public static LanguageParts load(BundleDirectory files, RuntimeOptions options, Loading loading) {
        return load(files, options, loading, null);
    }

    /** @param types how the decoder is told which tokens attend to one another in both directions; null if none do */
    public static LanguageParts load(
            BundleDirectory files, RuntimeOptions options, Loading loading, @Nullable TokenTypes types) {
        Tokenizer tokenizer = loading.add(Tokenizer.load(files));
        Graph masked = loading.add(Graph.loadDecoder(
                new GraphFiles(files).require(DECODER, options), options, Workers.SPIN, Decoder.MASK));
        Decoder decoder = new Decoder(masked, types);
        Embedder embedder = new Embedder(graph(files, EMBED, options, loading), decoder);
        int context = ContextLength.of(files).orElse(Integer.MAX_VALUE);
        int pad = files.optionalInt("pad_token_id").filter(id -> id >= 0).orElse(0);
        return new LanguageParts(tokenizer, embedder, decoder, pad, context, options.batching());
    }

    /** A graph of the bundle, closed by {@code loading} if loading fails later. */
    public static Graph graph(BundleDirectory files, String stem, RuntimeOptions options, Loading loading) {
        return loading.add(Graph.load(new GraphFiles(files).require(stem, options), options));
    }

    /** Ids of a prompt; a template that writes the BOS token itself does not get a second one. */
    public int[] encode(String prompt) {
        String bos = tokenizer.bosToken();
        return tokenizer.encode(prompt, bos.isEmpty() || !prompt.startsWith(bos));
    }

    /** Values per token of the embeddings and image features. */
    public int width() {
        return (int) decoder.embeds().shape()[2];
    }

    @Override
    public void close() {
        Loading.closeAll(List.of(decoder, embedder, tokenizer));
    }
}
