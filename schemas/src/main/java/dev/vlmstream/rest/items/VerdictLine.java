package dev.vlmstream.rest.items;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a judge made of one answer.
 *
 * @param status given, unparsed, refused, failed
 * @param right null unless it is given
 * @param grade the cosine; null of a judge that writes
 * @param text the judge's reply; of the rule concept the concept nearest to the label
 * @param reason why there is no verdict
 * @param cost USD; null: not known, or nothing was to pay
 * @param promptTokens that a judge which writes read; left out where it is 0
 * @param outputTokens that it generated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerdictLine(
        String rule,
        String judge,
        String digest,
        String status,
        @Nullable Boolean right,
        @Nullable Double grade,
        @Nullable Double threshold,
        @Nullable String text,
        @Nullable String reason,
        @Nullable Double cost,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonProperty("prompt_tokens")
        int promptTokens,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonProperty("output_tokens")
        int outputTokens) {
    /** Its components by name. Those that are not set are null, 0, false or empty. */
    public static final class Builder {
        public String rule;
        public String judge;
        public String digest;
        public String status;
        public @Nullable Boolean right;
        public @Nullable Double grade;
        public @Nullable Double threshold;
        public @Nullable String text;
        public @Nullable String reason;
        public @Nullable Double cost;
        public int promptTokens;
        public int outputTokens;

        public VerdictLine build() {
            return new VerdictLine(
                    rule,
                    judge,
                    digest,
                    status,
                    right,
                    grade,
                    threshold,
                    text,
                    reason,
                    cost,
                    promptTokens,
                    outputTokens);
        }
    }
}
