package dev.vlmstream.inference.sentence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Jackson;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.sentence.SentenceModel.TextPreparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

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
                bundle -> TextPreparation.read(bundle, OptionalInt.empty()));
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
}
