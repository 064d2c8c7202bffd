package dev.vlmstream.inference.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The language model of {@code golden/generation/record.py}: logits are sums of two small tables. */
record Tables(float[][] after, float[][] at) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static List<JsonNode> lines(String file) {
        try (InputStream in = Tables.class.getResourceAsStream("/golden/generation/" + file)) {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Tables load() {
        JsonNode tables = lines("tables.jsonl").get(0);
        return new Tables(
                JSON.convertValue(tables.get("after"), float[][].class),
                JSON.convertValue(tables.get("at"), float[][].class));
    }

    /** The logits after a token at a place of the whole sequence. */
    float[] logits(int token, int place) {
        float[] logits = after[token].clone();
        for (int i = 0; i < logits.length; i++) {
            logits[i] += at[place % at.length][i];
        }
        return logits;
    }
}
