package dev.vlmstream.inference.sentence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.bundle.BundleDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Reads {@code modules.json}: what becomes of the states that the graph gives. */
final class Modules {

    static final String FILE = "modules.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    /** A cosine normalises by itself, so that Normalize asks for nothing. */
    private static final Set<String> DONE_HERE = Set.of("Transformer", "Pooling", "Normalize");

    private Modules() {}

    /**
     * The pooling that the modules ask for; of a bundle without modules the mean, as sentence-transformers does.
     *
     * @throws BundleException if there is a module that is not done here, or a pooling that is not
     */
    static Pooling read(BundleDirectory bundle) {
        if (!bundle.has(FILE)) {
            return Pooling.MEAN;
        }
        Pooling pooling = Pooling.MEAN;
        for (JsonNode module : modules(bundle)) {
            String type = module.path("type").asText();
            String kind = type.substring(type.lastIndexOf('.') + 1);
            if (!DONE_HERE.contains(kind)) {
                throw new BundleException(
                        bundle.path().resolve(FILE) + ": module " + kind + " is not supported; export the"
                                + " model with all its modules in the graph, as an output sentence_embedding, and remove "
                                + FILE);
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
            JsonNode modules = JSON.readTree(bundle.text(FILE));
            if (!modules.isArray() || modules.isEmpty()) {
                throw new BundleException(
                        bundle.path().resolve(FILE) + " holds no list of modules; copy it from the model's repository");
            }
            return modules;
        } catch (IOException e) {
            throw new BundleException(bundle.path().resolve(FILE) + " is not valid JSON: " + e.getMessage(), e);
        }
    }
}
