package dev.vlmstream.inference.classifier;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Whatever its config.json calls {@code …ForImageClassification}; the graph hides the architecture. */
public final class ClassifierFamily implements ModelFamily {

    static final String GRAPH = "model";

    /** Read as classifiers also where config.json names no architecture. */
    private static final Set<String> MODEL_TYPES = Set.of(
            "vit",
            "deit",
            "beit",
            "swin",
            "swinv2",
            "resnet",
            "regnet",
            "convnext",
            "convnextv2",
            "efficientnet",
            "mobilenet_v1",
            "mobilenet_v2",
            "mobilevit",
            "mobilevitv2",
            "levit",
            "poolformer",
            "pvt",
            "cvt",
            "focalnet",
            "hiera",
            "timm_wrapper");

    @Override
    public ModelKind kind() {
        return ModelKind.CLASSIFIER;
    }

    @Override
    public String supported() {
        return "image classifiers (architectures: …ForImageClassification)";
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        for (JsonNode architecture : bundle.config().path("architectures")) {
            if (architecture.asText().endsWith("ForImageClassification")) {
                return true;
            }
        }
        return MODEL_TYPES.contains(bundle.modelType());
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        return List.of(Requirements.imageProcessor(options), Requirements.graph(GRAPH, options), Labels::read);
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        return ClassifierModel.load(bundle, files, options);
    }
}
