package dev.vlmstream.cli.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.rest.items.ItemLine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lines of an export as lmms-eval's {@code --log_samples} writes them: {@code doc_id, doc, target, arguments, resps,
 * filtered_resps, doc_hash}, then a field for each metric (here: each rule, 1.0 or 0.0). What failed or was refused has no
 * place there: it is left out and counted.
 */
public final class LmmsEvalSamples {
    private int written;
    private int leftOut;

    /** The next sample; empty for a line without an answer to judge. */
    public Optional<ObjectNode> of(ItemLine line) {
        String status = line.status();
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

    private static ObjectNode sample(ItemLine line, int id) {
        ObjectNode doc = Json.object();
        doc.put("run", line.run())
                .put("item", line.item())
                .put("image", line.image())
                .put("question", line.question())
                .put("label", line.label())
                .put("model", line.model());
        String response = response(line);
        ObjectNode sample = Json.object().put("doc_id", id);
        sample.set("doc", doc);
        sample.put("target", line.label());
        sample.putArray("arguments").add(line.prompt() == null ? line.question() : line.prompt());
        sample.putArray("resps").addArray().add(response);
        sample.putArray("filtered_resps").add(line.parsed() == null ? response : line.parsed());
        sample.put("doc_hash", sha256(Json.line(doc)));
        line.rules()
                .forEach((rule, right) -> sample.put(rule, credit(line.grades().get(rule), right)));
        return sample;
    }

    /** The grade where the rule gives part credit, else 1 or 0. */
    private static double credit(@Nullable Double grade, boolean right) {
        return grade != null ? grade : right ? 1 : 0;
    }

    /** The answer; of a ranking, its first place. */
    private static String response(ItemLine line) {
        if (line.answer() != null) {
            return line.answer();
        }
        return line.ranking().isEmpty() ? "" : line.ranking().get(0).name();
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
