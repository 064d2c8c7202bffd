package dev.vlmstream.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Lines of an export as lmms-eval's {@code --log_samples} writes them: {@code doc_id, doc, target, arguments, resps,
 * filtered_resps, doc_hash}, then a field for each metric (here: each rule, 1.0 or 0.0). What failed or was refused has no
 * place there: it is left out and counted.
 */
public final class LmmsEvalSamples {
    private int written;
    private int leftOut;

    /** The next sample; empty for a line without an answer to judge. */
    public Optional<ObjectNode> of(JsonNode line) {
        String status = line.path("status").asText();
        if (status.equals("failed") || status.equals("refused")) {
            leftOut++;
            return Optional.empty();
        }
        return Optional.of(sample(line, written++));
    }

    /** How many lines had no answer to judge. */
    public int leftOut() {
        return leftOut;
    }

    private static ObjectNode sample(JsonNode line, int id) {
        ObjectNode doc = Json.object();
        for (String field : List.of("run", "item", "image", "question", "label", "model")) {
            doc.set(field, line.path(field));
        }
        String response = response(line);
        ObjectNode sample = Json.object().put("doc_id", id);
        sample.set("doc", doc);
        sample.set("target", line.path("label"));
        sample.putArray("arguments").add(line.path(line.path("prompt").isTextual() ? "prompt" : "question"));
        sample.putArray("resps").addArray().add(response);
        sample.putArray("filtered_resps")
                .add(line.path("parsed").isTextual() ? line.path("parsed").asText() : response);
        sample.put("doc_hash", sha256(Json.line(doc)));
        line.path("rules").properties().forEach(rule -> sample.put(rule.getKey(), credit(line, rule.getKey())));
        return sample;
    }

    /** The grade where the rule gives part credit, else 1 or 0. */
    private static double credit(JsonNode line, String rule) {
        JsonNode grade = line.path("grades").path(rule);
        return grade.isNumber()
                ? grade.asDouble()
                : line.path("rules").path(rule).asBoolean() ? 1 : 0;
    }

    /** The answer; of a ranking, its first place. */
    private static String response(JsonNode line) {
        return line.path("answer").isTextual()
                ? line.path("answer").asText()
                : line.path("ranking").path(0).path("name").asText("");
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
