package dev.vlmstream.inference.remote;

import org.jspecify.annotations.Nullable;

/** What came of a question: exactly one of these, whatever the server did. */
public sealed interface RemoteAnswer {

    RequestCost effort();

    /** @param truncated true if the token limit ended the answer */
    record Answered(String text, boolean truncated, RequestCost effort) implements RemoteAnswer {}

    /**
     * The model declined, or a content filter kept the answer back; apart from wrong and from failed.
     *
     * @param text what came before, or the refusal's own words; null: nothing
     * @param reason how the API said so
     */
    record Refused(@Nullable String text, String reason, RequestCost effort) implements RemoteAnswer {}

    /** No answer; the reason says what happened, and to how many tries. */
    record Failed(String reason, RequestCost effort) implements RemoteAnswer {}

    /**
     * What it took.
     *
     * @param inputTokens of the prompt and the image, by the server's count; 0 if it said none
     * @param outputTokens generated, hidden reasoning included
     * @param cost USD by the price table, 0 for what came out of the cache; null without a price table
     * @param cached whether it came out of the cache
     * @param seconds from being passed on
     * @param tries requests sent
     */
    record RequestCost(
            int inputTokens, int outputTokens, @Nullable Double cost, boolean cached, double seconds, int tries) {}
}
