package dev.vlmstream.rest.items;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * One prediction with its score, as pages show it and exports write it.
 *
 * @param likelihoods class likelihood: the sum of the log-probabilities of each class name's tokens, in the order of the
 *     question's choices, else of the run's class list; {@code likelihoodTokens} is how many tokens each has
 */
public record ItemLine(
        String run,
        String item,
        String image,
        String question,
        String label,
        String model,
        String task,
        @JsonInclude(JsonInclude.Include.NON_NULL) String answer,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Place> ranking,
        @JsonInclude(JsonInclude.Include.NON_NULL) float[] likelihoods,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("likelihood_tokens")
        int[] likelihoodTokens,

        @JsonProperty("token_ids") List<Integer> tokenIds,
        String status,
        String reason,
        String parsed,
        Map<String, Boolean> rules,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> grades,
        String primaryRule,
        String prompt,
        @JsonProperty("prompt_tokens") Integer promptTokens,
        Boolean truncated,
        String decoding,
        @JsonProperty("output_tokens") Integer outputTokens,
        Double cost,
        Double seconds,
        @JsonProperty("seconds_to_first_token") Double secondsToFirstToken,
        String digest,
        String software,
        boolean hasImage,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<VerdictLine> verdicts) {
    private static final int BRIEF_QUESTION = 300;
    private static final int BRIEF_RANKING = 5;

    /** One place of a ranking, best first. */
    public record Place(String name, int index, float score) {}

    /** Without prompt, token ids and likelihoods; the first places of the ranking; a long question cut short. */
    public ItemLine brief() {
        return new ItemLine(
                run,
                item,
                image,
                question == null || question.length() <= BRIEF_QUESTION
                        ? question
                        : question.substring(0, BRIEF_QUESTION) + "…",
                label,
                model,
                task,
                answer,
                ranking == null ? null : ranking.subList(0, Math.min(BRIEF_RANKING, ranking.size())),
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
                software,
                hasImage,
                verdicts);
    }
}
