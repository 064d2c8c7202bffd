package dev.vlmstream.inference.verify.language;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Rows of recorded rectangles without their padding. */
final class Masked {

    private Masked() {}

    /** The ids whose mask is 1. */
    static int[] row(JsonNode ids, JsonNode mask) {
        return IntStream.range(0, ids.size())
                .filter(i -> mask.get(i).asInt() == 1)
                .map(i -> ids.get(i).asInt())
                .toArray();
    }

    /** A row of {@code generated_ids}, cut where nothing but padding follows {@code length} tokens. */
    static int[] answer(JsonNode line, int row, int length) {
        int[] ids = LanguageCases.ints(line.get("generated_ids").get(row));
        int pad = line.get("pad_token_id").asInt();
        boolean rest = Arrays.stream(ids).skip(length).allMatch(id -> id == pad);
        return rest ? Arrays.copyOf(ids, Math.min(length, ids.length)) : ids;
    }
}
