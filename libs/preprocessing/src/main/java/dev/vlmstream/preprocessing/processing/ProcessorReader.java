package dev.vlmstream.preprocessing.processing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.preprocessing.ImageLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads an image processor from whichever of the three kinds of configuration file it is given. */
final class ProcessorReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProcessorReader() {}

    static ImageProcessor read(Path file, ImageLimits limits) {
        ConfigNode root = new ConfigNode(file, "", parse(file));
        ImageProcessor processor = processor(root, limits);
        double least = processor.workingBytes(1, 1);
        if (least > limits.pixels().room()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: makes so large a picture of any that it takes %.0f MiB of heap, more than the %d MiB that one"
                            + " may take; check its sizes, or give the process more heap (-Xmx)",
                    file,
                    least / (1 << 20),
                    limits.pixels().room() >> 20));
        }
        return processor;
    }

    private static ImageProcessor processor(ConfigNode root, ImageLimits limits) {
        if (root.has("preprocess_cfg")) {
            return new FixedImageProcessor(TorchvisionPipelines.openClip(root), limits);
        }
        if (root.has("pretrained_cfg")) {
            return new FixedImageProcessor(TorchvisionPipelines.timm(root.child("pretrained_cfg")), limits);
        }
        if (isHuggingFace(root)) {
            return HuggingFaceProcessors.read(root, limits);
        }
        throw new IllegalArgumentException(root.file()
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
