package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.bundle.BundleException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keys of a JSON object in a file; complaints name file, key and fix. */
record ConfigKeys(Path file, JsonNode node) {

    void requireKnown(Set<String> known) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw wrong(name, "is not known; known are " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** Whether the key is there, as null. */
    boolean isNull(String key) {
        return node.has(key) && node.get(key).isNull();
    }

    String text(String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw wrong(key, "is missing or not a text; add \"" + key + "\": \"…\"");
        }
        return value.asText();
    }

    /** Null where the key is absent. */
    @Nullable
    Boolean flag(String key) {
        if (!has(key)) {
            return null;
        }
        if (!node.get(key).isBoolean()) {
            throw wrong(key, "is " + node.get(key) + "; it must be true or false");
        }
        return node.get(key).asBoolean();
    }

    int integer(String key, int otherwise, int least, int most) {
        double value = number(key, otherwise, least, most);
        if (value != Math.rint(value)) {
            throw wrong(key, "is " + node.get(key) + "; it must be a whole number");
        }
        return (int) value;
    }

    double number(String key, double otherwise, double least, double most) {
        return has(key) ? number(key, least, most) : otherwise;
    }

    double number(String key, double least, double most) {
        JsonNode value = node.path(key);
        if (!value.isNumber() || value.asDouble() < least || value.asDouble() > most) {
            throw wrong(
                    key,
                    (value.isMissingNode() ? "is missing" : "is " + value) + "; it must be a number from "
                            + Numbers.plain(least) + " to " + Numbers.plain(most));
        }
        return value.asDouble();
    }

    ConfigKeys inside(String key) {
        if (!node.path(key).isObject()) {
            throw wrong(key, "is not an object; write {\"input\": …, \"output\": …}");
        }
        return new ConfigKeys(file, node.get(key));
    }

    BundleException wrong(String key, String what) {
        return new BundleException(file + ": key \"" + key + "\" " + what);
    }
}
