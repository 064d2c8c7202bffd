package dev.vlmstream.preprocessing.processing;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JSON object of a configuration file, whose complaints name the file and the key. */
record ConfigNode(Path file, String path, JsonNode json) {
    boolean has(String key) {
        return json.hasNonNull(key);
    }

    JsonNode get(String key) {
        return json.get(key);
    }

    /** The object under a key. */
    ConfigNode child(String key) {
        if (!json.path(key).isObject()) {
            throw wrong(key, "must be an object");
        }
        return new ConfigNode(file, path + key + ".", json.get(key));
    }

    boolean flag(String key, boolean fallback) {
        if (!has(key)) {
            return fallback;
        }
        if (!json.get(key).isBoolean()) {
            throw wrong(key, "must be true or false");
        }
        return json.get(key).booleanValue();
    }

    String text(String key, String fallback) {
        if (!has(key)) {
            return fallback;
        }
        if (!json.get(key).isTextual()) {
            throw wrong(key, "must be a string");
        }
        return json.get(key).textValue();
    }

    /** A side of an image, in pixels. */
    int side(String key) {
        JsonNode value = json.path(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < 1
                || value.intValue() > 16_384) {
            throw wrong(key, "must be a whole number of pixels, 1 to 16384");
        }
        return value.intValue();
    }

    double number(String key, double fallback) {
        if (!has(key)) {
            return fallback;
        }
        if (!json.get(key).isNumber()) {
            throw wrong(key, "must be a number");
        }
        return json.get(key).doubleValue();
    }

    /** Three numbers, one a channel. */
    List<Double> channels(String key, List<Double> fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = json.get(key);
        List<Double> numbers = new ArrayList<>();
        value.forEach(v -> numbers.add(v.isNumber() ? v.doubleValue() : Double.NaN));
        if (!value.isArray() || numbers.size() != 3 || numbers.stream().anyMatch(v -> v.isNaN())) {
            throw wrong(key, "must be a list of three numbers");
        }
        return numbers;
    }

    /** As {@link #channels}, for what is divided by. */
    List<Double> deviations(String key, List<Double> fallback) {
        List<Double> numbers = channels(key, fallback);
        if (numbers.stream().anyMatch(v -> v <= 0)) {
            throw wrong(key, "must be positive");
        }
        return numbers;
    }

    IllegalArgumentException wrong(String key, String reason) {
        String value = has(key) ? ", not " + json.get(key) : ", but is missing";
        return refused(key, reason + value);
    }

    IllegalArgumentException refused(String key, String reason) {
        return new IllegalArgumentException(file + ": \"" + path + key + "\": " + reason);
    }
}
