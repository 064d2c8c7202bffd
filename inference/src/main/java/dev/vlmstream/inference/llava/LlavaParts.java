package dev.vlmstream.inference.llava;

import dev.vlmstream.inference.RuntimeOptions;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.decoding.Decoder;
import dev.vlmstream.inference.decoding.Embedder;
import dev.vlmstream.inference.decoding.GreedySearch;
import dev.vlmstream.inference.image.ImageProcessor;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/** What a LLaVA bundle is loaded into. */
record LlavaParts(
        ImageProcessor processor,
        Tokenizer tokenizer,
        ImageTokens image,
        PixelGraph vision,
        Embedder embedder,
        Decoder decoder,
        GreedySearch search,
        int longestContext,
        String bosToken)
        implements AutoCloseable {

    static LlavaParts load(BundleDirectory files, RuntimeOptions options, Loading loading) {
        ImageProcessor processor = Requirements.imageProcessor(files, options);
        ImageTokens image = ImageTokens.read(files);
        Tokenizer tokenizer = loading.add(Tokenizer.load(files));
        PixelGraph vision =
                new PixelGraph(graph(files, LlavaFamily.VISION, options, loading), processor, "image_features");
        Decoder decoder = new Decoder(graph(files, LlavaFamily.DECODER, options, loading));
        Embedder embedder = new Embedder(graph(files, LlavaFamily.EMBED, options, loading), decoder);
        int context = files.optionalInt("text_config.max_position_embeddings").orElse(Integer.MAX_VALUE);
        int pad = files.optionalInt("pad_token_id").filter(id -> id >= 0).orElse(0);
        GreedySearch search = new GreedySearch(embedder, decoder, pad, context);
        return new LlavaParts(
                processor, tokenizer, image, vision, embedder, decoder, search, context, tokenizer.bosToken());
    }

    private static Graph graph(BundleDirectory files, String stem, RuntimeOptions options, Loading loading) {
        return loading.add(Graph.load(new GraphFiles(files).require(stem, options.dtype()), options));
    }

    /** Ids of a prompt; a template that writes the BOS token itself does not get a second one. */
    int[] encode(String prompt) {
        boolean hasBos = !bosToken.isEmpty() && prompt.startsWith(bosToken);
        return tokenizer.encode(prompt, !hasBos);
    }

    float[][][] imageFeatures(List<float[]> pixelValues) {
        float[][] flat = vision.rows(pixelValues);
        float[][][] features = new float[flat.length][][];
        for (int i = 0; i < flat.length; i++) {
            features[i] = split(flat[i], (int) decoder.embeds().shape()[2]);
        }
        return features;
    }

    private static float[][] split(float[] flat, int width) {
        float[][] rows = new float[flat.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
        return rows;
    }

    @Override
    public void close() {
        Loading.closeAll(List.of(decoder, embedder, vision, tokenizer));
    }
}
