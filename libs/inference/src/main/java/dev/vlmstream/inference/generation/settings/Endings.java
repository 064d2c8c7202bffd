package dev.vlmstream.inference.generation.settings;

import java.util.List;

/**
 * What ends an answer.
 *
 * @param tokens any of these; it is part of the answer
 * @param strings any of these in the text, special tokens included; the answer ends with the token that completes it
 * @param forced tokens of which one must be the last if the longest answer is reached; none: nothing is forced
 */
public record Endings(List<Integer> tokens, List<String> strings, List<Integer> forced) {
    public Endings {
        tokens = List.copyOf(tokens);
        strings = List.copyOf(strings);
        forced = List.copyOf(forced);
        if (strings.contains("")) {
            throw new IllegalArgumentException("a stop string is empty; every answer contains it");
        }
    }

    public static Endings tokens(List<Integer> tokens) {
        return new Endings(tokens, List.of(), List.of());
    }

    public Endings withTokens(List<Integer> ids) {
        return new Endings(ids, strings, forced);
    }
}
