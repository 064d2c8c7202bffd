package dev.vlmstream.inference.classifier;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.util.List;
import java.util.stream.IntStream;

/** Class names from {@code id2label}. */
final class Labels {

    private Labels() {}

    /** @throws dev.vlmstream.inference.BundleException unless every index from 0 on has a name */
    static List<String> read(BundleDirectory bundle) {
        JsonNode names = bundle.config().path("id2label");
        if (!names.isObject() || names.isEmpty()) {
            throw bundle.absent(BundleDirectory.CONFIG, "id2label", "an object of class names");
        }
        return IntStream.range(0, names.size())
                .mapToObj(i -> name(bundle, names, i))
                .toList();
    }

    private static String name(BundleDirectory bundle, JsonNode names, int index) {
        JsonNode name = names.get(String.valueOf(index));
        if (name == null || !name.isTextual()) {
            throw bundle.absent(BundleDirectory.CONFIG, "id2label." + index, "a string");
        }
        return name.asText();
    }
}
