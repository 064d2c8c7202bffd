package dev.vlmstream.inference.sentence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.GraphFiles;
import dev.vlmstream.inference.bundle.Jackson;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Whatever has sentence-transformers' {@code modules.json}, and text encoders that published sentence encoders are built
 * on, which that library reads with the mean of their tokens.
 */
public final class SentenceFamily implements ModelFamily {
    private static final String MODULES = "modules.json";
    /** A cosine normalises by itself, so that Normalize asks for nothing. */
    private static final Set<String> DONE_HERE = Set.of("Transformer", "Pooling", "Normalize");

    static final String GRAPH = "model";

    private static final Set<String> MODEL_TYPES = Set.of(
            "bert",
            "mpnet",
            "distilbert",
            "roberta",
            "xlm-roberta",
            "albert",
            "electra",
            "deberta-v2",
            "nomic_bert",
            "modernbert");

    @Override
    public ModelKind kind() {
        return ModelKind.SENTENCE_ENCODER;
    }

    @Override
    public String supported() {
        return "sentence encoders (modules.json; bert, mpnet, roberta, …)";
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        return bundle.has(MODULES) || MODEL_TYPES.contains(bundle.modelType());
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(
                Requirements.json("tokenizer.json"),
                Requirements.graph(GRAPH, options),
                SentenceFamily::pooling,
                bundle -> SentenceModel.TextPreparation.read(bundle, OptionalInt.empty()));
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        return SentenceModel.load(bundle, files, options);
    }

    /**
     * The pooling that the modules ask for; of a bundle without modules the mean, as sentence-transformers does.
     *
     * @throws BundleException if there is a module that is not done here, or a pooling that is not
     */
    static Pooling pooling(BundleDirectory bundle) {
        if (!bundle.has(MODULES)) {
            return Pooling.MEAN;
        }
        Pooling pooling = Pooling.MEAN;
        for (JsonNode module : modules(bundle)) {
            String type = module.path("type").asText();
            String kind = type.substring(type.lastIndexOf('.') + 1);
            if (!DONE_HERE.contains(kind)) {
                throw new BundleException(
                        bundle.path().resolve(MODULES) + ": module " + kind + " is not supported; export the"
                                + " model with all its modules in the graph, as an output sentence_embedding, and remove "
                                + MODULES);
            }
            if (kind.equals("Pooling")) {
                String file =
                        Path.of(module.path("path").asText(), "config.json").toString();
                pooling = Pooling.read(bundle, file);
            }
        }
        return pooling;
    }

    private static JsonNode modules(BundleDirectory bundle) {
        try {
            JsonNode modules = Jackson.MAPPER.readTree(bundle.text(MODULES));
            if (!modules.isArray() || modules.isEmpty()) {
                throw new BundleException(bundle.path().resolve(MODULES)
                        + " holds no list of modules; copy it from the model's repository");
            }
            return modules;
        } catch (IOException e) {
            throw new BundleException(bundle.path().resolve(MODULES) + " is not valid JSON: " + e.getMessage(), e);
        }
    }

    /** One graph, {@code input_ids}[, {@code attention_mask}, {@code token_type_ids}] to states or to the embedding itself. */
    private static final class SentenceModel implements SentenceEncoder {

        private static final String IDS = "input_ids";
        private static final String MASK = "attention_mask";
        private static final String SEGMENTS = "token_type_ids";
        private static final String WHOLE = "sentence_embedding";

        private final ModelBundle bundle;
        private final Tokenizer tokenizer;
        private final TextPreparation preparation;
        private final Graph graph;
        private final TensorSpec output;
        private final Pooling pooling;
        private final Map<String, float[]> cache = new EmbeddingCache();

        private SentenceModel(
                ModelBundle bundle, Tokenizer tokenizer, TextPreparation preparation, Graph graph, Pooling pooling) {
            this.bundle = bundle;
            this.tokenizer = tokenizer;
            this.preparation = preparation;
            this.graph = graph;
            this.output = graph.requireOutput(WHOLE, "last_hidden_state", "token_embeddings");
            this.pooling = pooling;
            graph.requireInput(IDS);
        }

        static SentenceModel load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
            try (Loading loading = new Loading()) {
                Tokenizer tokenizer = loading.add(Tokenizer.load(files));
                Graph graph =
                        loading.add(Graph.load(new GraphFiles(files).require(SentenceFamily.GRAPH, options), options));
                TextPreparation preparation = TextPreparation.read(files, tokenizer.modelMaxLength());
                return loading.complete(
                        new SentenceModel(bundle, tokenizer, preparation, graph, SentenceFamily.pooling(files)));
            }
        }

        @Override
        public float[][] embed(List<String> texts) {
            Map<String, float[]> known = new HashMap<>();
            List<String> unknown = new ArrayList<>();
            for (String text : texts) {
                float[] embedding = cache.get(text);
                if (embedding == null) {
                    unknown.add(text);
                } else {
                    known.put(text, embedding);
                }
            }
            compute(unknown, known);
            return texts.stream().map(text -> known.get(text).clone()).toArray(float[][]::new);
        }

        private void compute(List<String> texts, Map<String, float[]> into) {
            for (List<String> some : TokenBatch.byLength(texts)) {
                TokenBatch batch = encode(some);
                float[][] embeddings = run(batch);
                for (int i = 0; i < embeddings.length; i++) {
                    into.put(some.get(i), embeddings[i]);
                    cache.put(some.get(i), embeddings[i]);
                }
            }
        }

        private TokenBatch encode(List<String> texts) {
            return tokenizer.encodeBatch(texts.stream().map(preparation::apply).toList(), preparation.longest());
        }

        private float[][] run(TokenBatch batch) {
            Map<String, Tensor> feed = tensors(batch);
            try (Tensor out = graph.run(feed, output.name())) {
                int size = Math.toIntExact(out.elements() / batch.rows());
                float[][] embeddings = new float[batch.rows()][];
                for (int row = 0; row < embeddings.length; row++) {
                    embeddings[row] = embedding(out.floats((long) row * size, size), batch, row);
                }
                return embeddings;
            } finally {
                Loading.closeAll(List.copyOf(feed.values()));
            }
        }

        private float[] embedding(float[] values, TokenBatch batch, int row) {
            if (!output.name().equals(WHOLE)) {
                return pooling.pool(values, batch.mask(), row * batch.width(), batch.width());
            }
            double[] whole = new double[values.length];
            for (int i = 0; i < whole.length; i++) {
                whole[i] = values[i];
            }
            return Pooling.normalised(whole);
        }

        private Map<String, Tensor> tensors(TokenBatch batch) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            Map<String, long[]> values =
                    Map.of(IDS, batch.ids(), MASK, batch.mask(), SEGMENTS, new long[batch.ids().length]);
            values.forEach((name, array) -> graph.input(name)
                    .ifPresent(spec -> tensors.put(name, Tensor.integers(spec, array, batch.rows(), batch.width()))));
            return tensors;
        }

        @Override
        public int[] inputIds(String text) {
            return LongStream.of(encode(List.of(text)).ids())
                    .mapToInt(Math::toIntExact)
                    .toArray();
        }

        @Override
        public ModelBundle bundle() {
            return bundle;
        }

        @Override
        public void close() {
            Loading.closeAll(List.of(graph, tokenizer));
        }

        /** Embeddings of the texts that were asked for lately: labels and frequent answers return all the time. */
        private static final class EmbeddingCache extends LinkedHashMap<String, float[]> {

            private static final long serialVersionUID = 1;
            /** 16 MiB of embeddings of 384 numbers, and their texts. */
            private static final int MOST = 10_000;

            EmbeddingCache() {
                super(64, 0.75f, true);
            }

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
                return size() > MOST;
            }
        }

        /**
         * What sentence-transformers does to a text before its tokenizer does.
         *
         * @param longest the most ids of a text; longer ones are cut
         * @param lowerCase whether texts are lower-cased first
         * @param prompt what is put before every text; empty for most encoders
         */
        record TextPreparation(int longest, boolean lowerCase, String prompt) {

            private static final String SETTINGS = "sentence_bert_config.json";
            private static final String LONGEST = "max_seq_length";
            private static final String OWN = "config_sentence_transformers.json";
            /** BERT's, where no file tells a length. */
            private static final int USUAL = 512;

            /**
             * @param tokenizerLimit {@code model_max_length}; stands in, with the graph's positions, where the settings tell no length
             * @throws BundleException if the length is no number above 0
             */
            static TextPreparation read(BundleDirectory bundle, OptionalInt tokenizerLimit) {
                JsonNode settings = bundle.json(SETTINGS).orElse(MissingNode.getInstance());
                JsonNode length = settings.path(LONGEST);
                if (!length.isMissingNode() && !length.isNull() && !(length.isInt() && length.asInt() > 0)) {
                    throw bundle.absent(SETTINGS, LONGEST, "an integer above 0");
                }
                int positions = bundle.optionalCount("max_position_embeddings", Integer.MAX_VALUE)
                        .orElse(USUAL);
                int longest = length.isInt() ? length.asInt() : Math.min(positions, tokenizerLimit.orElse(positions));
                return new TextPreparation(
                        longest, settings.path("do_lower_case").asBoolean(false), prompt(bundle));
            }

            private static String prompt(BundleDirectory bundle) {
                JsonNode own = bundle.json(OWN).orElse(MissingNode.getInstance());
                JsonNode name = own.path("default_prompt_name");
                return name.isTextual()
                        ? own.path("prompts").path(name.asText()).asText("")
                        : "";
            }

            String apply(String text) {
                String whole = (prompt + text).strip();
                return lowerCase ? whole.toLowerCase(Locale.ROOT) : whole;
            }
        }
    }
}
