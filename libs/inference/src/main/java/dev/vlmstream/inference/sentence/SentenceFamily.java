package dev.vlmstream.inference.sentence;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.ModelFamily;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Whatever has sentence-transformers' {@code modules.json}, and text encoders that published sentence encoders are built
 * on, which that library reads with the mean of their tokens.
 */
public final class SentenceFamily implements ModelFamily {

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
        return bundle.has(Modules.FILE) || MODEL_TYPES.contains(bundle.modelType());
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(
                Requirements.json("tokenizer.json"),
                Requirements.graph(GRAPH, options),
                Modules::read,
                bundle -> TextPreparation.read(bundle, java.util.OptionalInt.empty()));
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        return SentenceModel.load(bundle, files, options);
    }
}
