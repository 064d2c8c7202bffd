package dev.vlmstream.cli.lmmseval;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.evaluation.PythonJson;
import dev.vlmstream.evaluation.Sha256;
import dev.vlmstream.rest.items.ItemLine;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of an export as {@code save_results_samples} writes it, one answer a document: without document and arguments, of
 * which {@code input} is the first; {@code resps} only where a parser made something else of the answer; then a field for
 * each metric (here: each rule, 1.0, 0.0 or the grade).
 */
final class LmmsEvalSample {
    private LmmsEvalSample() {}

    /** Whether there is an answer to judge; what failed or was refused has no place there. */
    static boolean isOf(ItemLine line) {
        return !line.status().equals("failed") && !line.status().equals("refused");
    }

    static ObjectNode of(ItemLine line, long docId) {
        String response = line.response().orElse("");
        String filtered = line.parsed() == null ? response : line.parsed();
        ObjectNode sample = Json.object().put("doc_id", docId).put("target", line.label());
        if (!response.equals(filtered)) {
            sample.putArray("resps").add(response);
        }
        sample.put("filtered_resps", filtered);
        addTokens(sample.putArray("token_counts"), line);
        sample.put("doc_hash", docHash(line));
        if (isImage(line.image())) {
            sample.putArray("input_media").add(line.image());
        }
        metrics(line).forEach(sample::put);
        return sample.put("input", given(line));
    }

    /** What the model was given beside the image: of a dual encoder the templates of the classes' texts. */
    private static @Nullable String given(ItemLine line) {
        return line.question() == null && !line.templates().isEmpty()
                ? String.join("\n", line.templates())
                : line.question();
    }

    /** By the rules' ids: the grade where a rule gives part credit, else 1 or 0. */
    static Map<String, Double> metrics(ItemLine line) {
        Map<String, Double> metrics = new TreeMap<>();
        line.rules().forEach((rule, right) -> metrics.put(rule, right ? 1.0 : 0.0));
        metrics.putAll(line.grades());
        return metrics;
    }

    private static void addTokens(ArrayNode counts, ItemLine line) {
        int read = line.promptTokens() == null ? 0 : line.promptTokens();
        int generated = line.outputTokens() == null ? 0 : line.outputTokens();
        if (read == 0 && generated == 0) {
            counts.addNull();
        } else {
            counts.addObject().put("input_tokens", read).put("output_tokens", generated);
        }
    }

    /** Of what the item is in every run and for every model: its id stands for the dataset's line. */
    private static String docHash(ItemLine line) {
        return Sha256.of(PythonJson.indented(Json.object()
                .put("item", line.item())
                .put("image", line.image())
                .put("label", line.label())));
    }

    /** As lmms-eval looks for images in a document. */
    private static boolean isImage(@Nullable String name) {
        return name != null
                && Stream.of(".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
                        .anyMatch(name.toLowerCase(Locale.ROOT).strip()::endsWith);
    }
}
