package dev.vlmstream.inference.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a pipeline from whichever of the three kinds of configuration file it is given. */
final class PipelineReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PipelineReader() {}

    static Pipeline read(Path file) {
        ConfigNode root = new ConfigNode(file, "", parse(file));
        if (root.has("preprocess_cfg")) {
            return TorchvisionPipelines.openClip(root);
        }
        if (root.has("pretrained_cfg")) {
            return TorchvisionPipelines.timm(root.child("pretrained_cfg"));
        }
        if (isHuggingFace(root)) {
            return HuggingFacePipelines.read(root);
        }
        throw new IllegalArgumentException(file
                + ": not an image preprocessing configuration: none of \"image_processor_type\", \"preprocess_cfg\""
                + " (open_clip) and \"pretrained_cfg\" (timm) is there");
    }

    private static boolean isHuggingFace(ConfigNode root) {
        return root.has("image_processor_type")
                || root.has("feature_extractor_type")
                || root.has("image_mean")
                || root.has("do_resize")
                || root.has("do_normalize");
    }

    private static JsonNode parse(Path file) {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            if (!json.isObject()) {
                throw new IllegalArgumentException(file + ": must hold a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
