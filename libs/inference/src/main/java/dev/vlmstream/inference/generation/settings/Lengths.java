package dev.vlmstream.inference.generation.settings;

import java.util.OptionalInt;

/**
 * How short and how long an answer may be, in tokens, the end token included.
 *
 * @param maxNewTokens goes before {@code maxLength}
 * @param maxLength of prompt and answer, image tokens included
 * @param minNewTokens goes before {@code minLength}
 * @param minLength of prompt and answer; 0: none
 */
public record Lengths(OptionalInt maxNewTokens, OptionalInt maxLength, OptionalInt minNewTokens, int minLength) {
    public Lengths {
        require("max_new_tokens", maxNewTokens.orElse(1), 1);
        require("max_length", maxLength.orElse(1), 1);
        require("min_new_tokens", minNewTokens.orElse(0), 0);
        require("min_length", minLength, 0);
        if (maxNewTokens.isEmpty() && maxLength.isEmpty()) {
            throw new IllegalArgumentException("neither max_new_tokens nor max_length is set; an answer needs an end");
        }
    }

    private static void require(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + least + " or more");
        }
    }

    /** Up to this many tokens, and no least number. */
    public static Lengths atMost(int newTokens) {
        return new Lengths(OptionalInt.of(newTokens), OptionalInt.empty(), OptionalInt.empty(), 0);
    }

    public Lengths withMaxNewTokens(int tokens) {
        return new Lengths(OptionalInt.of(tokens), maxLength, minNewTokens, minLength);
    }

    /**
     * The most tokens of an answer to a prompt.
     *
     * @param longestContext the most positions that a model was made for
     * @throws IllegalArgumentException if {@code max_length} leaves no room
     */
    public int most(int promptTokens, int longestContext) {
        int wanted = maxNewTokens.orElseGet(() -> maxLength.getAsInt() - promptTokens);
        if (wanted < 1) {
            throw new IllegalArgumentException("the prompt has " + promptTokens + " tokens, max_length = "
                    + maxLength.getAsInt() + " leaves no room for an answer; raise it or set max_new_tokens");
        }
        return Math.min(wanted, Math.max(1, longestContext - promptTokens));
    }

    /** The fewest tokens of an answer before one may end it. */
    public int least(int promptTokens) {
        return minNewTokens.orElse(Math.max(0, minLength - promptTokens));
    }
}
