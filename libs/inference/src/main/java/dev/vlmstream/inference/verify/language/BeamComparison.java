package dev.vlmstream.inference.verify.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.generation.Beam;
import dev.vlmstream.inference.verify.golden.ReportBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** All beams of recorded searches, with their scores. */
record BeamComparison(LanguageCases cases) {

    private static final String NEW_IDS = "new ids";

    void run(JsonNode line) {
        cases.request(line).ifPresent(request -> compare(line, request));
    }

    private void compare(JsonNode line, Request request) {
        List<Beam> own = cases.model().beams(request, options(line));
        JsonNode recorded = line.get("beams");
        float[] scores = new float[recorded.size()];
        boolean same = own.size() == scores.length;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) recorded.get(i).get("score").asDouble();
            int[] ids = LanguageCases.ints(recorded.get(i).get("ids"));
            same &= i < own.size() && Arrays.equals(own.get(i).tokenIds(), ids);
        }
        cases.report().equal("beams", same, line.get("id").asText());
        float[] ownScores = new float[own.size()];
        for (int i = 0; i < ownScores.length; i++) {
            ownScores[i] = own.get(i).score();
        }
        cases.report().floats("beam_scores", ownScores, scores, ReportBuilder.FLOATS);
    }

    /** LAVIS gives {@code generate} embeddings alone, so that penalties see new tokens only. */
    private GenerationOptions options(JsonNode line) {
        Map<String, String> settings = LanguageCases.settings(line);
        settings.put("eos_token_id", line.get("eos_token_id").toString());
        settings.put("early_stopping", line.get("early_stopping").toString());
        settings.put("num_return_sequences", settings.get("num_beams"));
        boolean newIds = line.get("penalty_sees").asText().equals(NEW_IDS);
        settings.put("see_prompt", String.valueOf(!newIds));
        return GenerationOptions.of(cases.model().bundle(), settings);
    }
}
