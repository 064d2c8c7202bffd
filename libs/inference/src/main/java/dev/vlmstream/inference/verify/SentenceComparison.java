package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.verify.golden.Goldens;
import dev.vlmstream.inference.verify.golden.ReportBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Tokens and embeddings of single texts, and the cosines of texts that are embedded together. */
record SentenceComparison(SentenceEncoder model, Goldens goldens, ReportBuilder report) {

    private static final String EMBEDDING = "sentence_embedding";
    private static final Set<String> TEXT = Set.of("case", "text", "input_ids", EMBEDDING);
    private static final Set<String> TOGETHER = Set.of("case", "texts", "cosines");

    void run() {
        for (JsonNode line : goldens.lines("index.jsonl")) {
            if (line.has("text")) {
                text(line);
            } else {
                together(line);
            }
        }
    }

    private void text(JsonNode line) {
        Goldens.noteOthers(line, TEXT, report);
        String text = line.get("text").asText();
        report.equal(
                "input_ids",
                Arrays.equals(model.inputIds(text), Goldens.ints(line.get("input_ids"))),
                "\"" + text + "\"");
        float[] embedding = model.embed(List.of(text))[0];
        report.floats(EMBEDDING, embedding, goldens.vector(line.get(EMBEDDING)), ReportBuilder.FLOATS);
    }

    /** Padding beside longer texts must change nothing. */
    private void together(JsonNode line) {
        Goldens.noteOthers(line, TOGETHER, report);
        List<String> texts = new ArrayList<>();
        line.path("texts").forEach(text -> texts.add(text.asText()));
        float[][] all = model.embed(texts);
        float[] cosines = new float[all.length * all.length];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = (float) SentenceEncoder.cosine(all[i / all.length], all[i % all.length]);
        }
        report.floats("cosines", cosines, goldens.vector(line.get("cosines")), ReportBuilder.FLOATS);
    }
}
