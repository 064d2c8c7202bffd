package dev.vlmstream.inference.verify.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.List;

/** The last layer's states at the last position and their mean over the prompt. */
record HiddenStateComparison(LanguageCases cases) {

    private static final double TOLERANCE = 1e-3;

    /** A file of two rows: last, mean. */
    void features(JsonNode line) {
        cases.request(line).ifPresent(request -> {
            cases.inputIds(request, line.path("input_ids"), line);
            HiddenStates own = states(request);
            float[] both = new float[2 * own.last().length];
            System.arraycopy(own.last(), 0, both, 0, own.last().length);
            System.arraycopy(own.mean(), 0, both, own.last().length, own.mean().length);
            compare("hidden_states", both, line.get("features"));
            count(line, request);
        });
    }

    /** As many positions as recorded: the last of them is there, the next is not. */
    private void count(JsonNode line, Request request) {
        int recorded = line.path("tokens").asInt(line.path("positions").asInt());
        boolean same = has(request, recorded - 1) && !has(request, recorded);
        cases.report().equal("positions", same, line.get("id").asText());
    }

    private boolean has(Request request, int position) {
        try {
            cases.model().hiddenStates(List.of(request), List.of(position));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    void demo(JsonNode line) {
        JsonNode recorded = line.at("/files/last_hidden");
        if (recorded.isObject()) {
            cases.request(line)
                    .ifPresent(request -> compare("last_hidden", states(request).last(), recorded));
        }
    }

    private HiddenStates states(Request request) {
        return cases.model().hiddenStates(List.of(request), List.of()).get(0);
    }

    private void compare(String output, float[] own, JsonNode recorded) {
        cases.report().floats(output, own, cases.goldens().vector(recorded), TOLERANCE);
    }
}
