package dev.vlmstream.inference.qwenvl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.decoding.Decoder;
import dev.vlmstream.inference.onnx.Graph;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Qwen3-VL's DeepStack (Meng et al. 2024, arXiv 2406.04334): what early layers of the vision encoder see is added to image tokens
 * after the decoder's first layers. Earlier models have none.
 *
 * @param layers how many of the decoder's layers
 */
record Deepstack(BundleDirectory bundle, int layers) {

    /** The blocks of the vision encoder whose features go there. */
    private static final String BLOCKS = "vision_config.deepstack_visual_indexes";

    private static final String FEATURES = "deepstack_features_";

    /** @throws BundleException if config.json of a Qwen3-VL does not tell */
    static Deepstack read(BundleDirectory bundle) {
        if (!QwenVlFamily.hasDeepstack(bundle)) {
            return new Deepstack(bundle, 0);
        }
        JsonNode blocks = bundle.config().at("/" + BLOCKS.replace('.', '/'));
        if (!blocks.isArray()) {
            throw bundle.absent(BundleDirectory.CONFIG, BLOCKS, "a list");
        }
        return new Deepstack(bundle, blocks.size());
    }

    /**
     * The vision graph's outputs, in the order of the layers.
     *
     * @throws BundleException if there are others than config.json tells: answers would be of another model
     */
    List<String> outputs(Graph vision) {
        List<String> outputs =
                IntStream.range(0, layers).mapToObj(layer -> FEATURES + layer).toList();
        if (outputs.stream().anyMatch(output -> vision.output(output).isEmpty())
                || vision.output(FEATURES + layers).isPresent()) {
            throw new BundleException(
                    vision.file() + " does not give the " + layers + " " + FEATURES + "N that " + told() + cure());
        }
        return outputs;
    }

    /** @throws BundleException if the decoder takes others than config.json tells */
    void require(Decoder decoder) {
        int taken = decoder.deepstack().size();
        if (taken != layers) {
            throw new BundleException(bundle.path() + ": decoder_model_merged takes " + taken
                    + " inputs deepstack_embeds_N, but " + layers + " are what " + told() + cure());
        }
    }

    private String told() {
        return layers == 0 ? "a " + bundle.modelType() + " has" : BLOCKS + " of config.json tells";
    }

    private static String cure() {
        return "; export all graphs of the model again";
    }
}
