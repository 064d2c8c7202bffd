package dev.vlmstream.rest.items;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One prediction with its score, as pages show it and exports write it.
 *
 * @param question as the model was asked it; null: it was given the image alone, and ranked classes
 * @param templates with which a dual encoder made a text of each class, {@code {}} standing for the class; empty: it is none
 * @param confidence the probability of the ranking's first class, or of the likeliest one; null: not known
 * @param dtype of the model's graphs, such as fp32; empty or null: not known, or a remote model
 * @param likelihoods class likelihood: the sum of the log-probabilities of each class name's tokens, in the order of the
 *     question's choices, else of the run's class list; {@code likelihoodTokens} is how many tokens each has
 */
public record ItemLine(
        String run,
        String item,
        @Nullable String image,
        @Nullable String question,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> templates,
        @Nullable String label,
        String model,
        String task,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String answer,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Place> ranking,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double confidence,
        @JsonInclude(JsonInclude.Include.NON_NULL) float @Nullable [] likelihoods,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("likelihood_tokens")
        int @Nullable [] likelihoodTokens,

        @JsonProperty("token_ids") List<Integer> tokenIds,
        String status,
        @Nullable String reason,
        @Nullable String parsed,
        Map<String, Boolean> rules,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> grades,
        @Nullable String primaryRule,
        @Nullable String prompt,
        @JsonProperty("prompt_tokens") @Nullable Integer promptTokens,
        @Nullable Boolean truncated,
        @Nullable String decoding,
        @JsonProperty("output_tokens") @Nullable Integer outputTokens,
        @Nullable Double cost,
        @Nullable Double seconds,
        @JsonProperty("seconds_to_first_token") @Nullable Double secondsToFirstToken,
        String digest,
        @Nullable String dtype,
        @Nullable String software,
        boolean hasImage,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String category,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String group,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<VerdictLine> verdicts) {
    private static final int BRIEF_QUESTION = 300;
    private static final int BRIEF_RANKING = 5;

    public ItemLine {
        // Left out where it is empty.
        templates = templates == null ? List.of() : List.copyOf(templates);
    }

    /** One place of a ranking, best first. */
    public record Place(String name, int index, float score) {}

    /** Whether it is right under the rule that stands for the task; null where that does not judge it. */
    public @Nullable Boolean correct() {
        return primaryRule == null ? null : rules.get(primaryRule);
    }

    /** The answer; of a ranking, its first place. Empty if there is neither. */
    public Optional<String> response() {
        if (answer != null || ranking == null) {
            return Optional.ofNullable(answer);
        }
        return ranking.stream().map(Place::name).findFirst();
    }

    /** Without prompt, token ids and likelihoods; the first template and places of the ranking; a long question cut short. */
    public ItemLine brief() {
        return new ItemLine(
                run,
                item,
                image,
                question == null || question.length() <= BRIEF_QUESTION
                        ? question
                        : question.substring(0, BRIEF_QUESTION) + "…",
                templates.subList(0, Math.min(1, templates.size())),
                label,
                model,
                task,
                answer,
                ranking == null ? null : ranking.subList(0, Math.min(BRIEF_RANKING, ranking.size())),
                confidence,
                null,
                null,
                List.of(),
                status,
                reason,
                parsed,
                rules,
                grades,
                primaryRule,
                null,
                promptTokens,
                truncated,
                decoding,
                outputTokens,
                cost,
                seconds,
                secondsToFirstToken,
                digest,
                dtype,
                software,
                hasImage,
                category,
                group,
                verdicts);
    }

    /**
     * What a judge made of one answer.
     *
     * @param status given, unparsed, refused, failed
     * @param right null unless it is given
     * @param grade the cosine; null for a generative judge
     * @param text the judge's reply; of the rule concept the concept nearest to the label
     * @param reason why there is no verdict
     * @param cost USD; null: not known, or nothing was to pay
     * @param promptTokens that a generative judge read; left out where it is 0
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

    /** Its components by name. Those that are not set are null, 0, false or empty. */
    public static final class Builder {
        public String run;
        public String item;
        public @Nullable String image;
        public @Nullable String question;
        public List<String> templates = List.of();
        public @Nullable String label;
        public String model;
        public String task;
        public @Nullable String answer;
        public @Nullable List<Place> ranking;
        public @Nullable Double confidence;
        public float @Nullable [] likelihoods;
        public int @Nullable [] likelihoodTokens;
        public List<Integer> tokenIds = List.of();
        public String status;
        public @Nullable String reason;
        public @Nullable String parsed;
        public Map<String, Boolean> rules = Map.of();
        public Map<String, Double> grades = Map.of();
        public @Nullable String primaryRule;
        public @Nullable String prompt;
        public @Nullable Integer promptTokens;
        public @Nullable Boolean truncated;
        public @Nullable String decoding;
        public @Nullable Integer outputTokens;
        public @Nullable Double cost;
        public @Nullable Double seconds;
        public @Nullable Double secondsToFirstToken;
        public String digest;
        public @Nullable String dtype;
        public @Nullable String software;
        public boolean hasImage;
        public @Nullable String category;
        public @Nullable String group;
        public List<VerdictLine> verdicts = List.of();

        public ItemLine build() {
            return new ItemLine(
                    run,
                    item,
                    image,
                    question,
                    templates,
                    label,
                    model,
                    task,
                    answer,
                    ranking,
                    confidence,
                    likelihoods,
                    likelihoodTokens,
                    tokenIds,
                    status,
                    reason,
                    parsed,
                    rules,
                    grades,
                    primaryRule,
                    prompt,
                    promptTokens,
                    truncated,
                    decoding,
                    outputTokens,
                    cost,
                    seconds,
                    secondsToFirstToken,
                    digest,
                    dtype,
                    software,
                    hasImage,
                    category,
                    group,
                    verdicts);
        }
    }
}
