package dev.vlmstream.inference.remote.api;

import com.fasterxml.jackson.databind.JsonNode;

/** Tokens that a reply says it took, and that are paid for. */
public record Usage(int inputTokens, int outputTokens) {
    public static final Usage NONE = new Usage(0, 0);

    public Usage {
        if (inputTokens < 0 || outputTokens < 0) {
            throw new IllegalArgumentException("negative tokens: " + inputTokens + " in, " + outputTokens + " out");
        }
    }

    /** The sum of counters of an object; absent and negative ones are 0. */
    public static int sum(JsonNode usage, String... counters) {
        int sum = 0;
        for (String counter : counters) {
            sum += Math.max(0, usage.path(counter).asInt(0));
        }
        return sum;
    }
}
