package dev.vlmstream.scoring.items;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Verdict;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

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
    public record Place(String name, int index, float score) {
        static Place of(RankedClass ranked) {
            return new Place(ranked.getName(), ranked.getIndex(), ranked.getScore());
        }
    }

    /** @param verdicts of judges; those given stand among the rules, too */
    static ItemLine of(Score score, List<Verdict> verdicts) {
        Prediction prediction = score.getPrediction();
        return new ItemLine(
                score.getRun(),
                score.getItemId(),
                score.getImageName(),
                score.getQuestion(),
                score.getLabel(),
                score.getModel(),
                score.getTask(),
                prediction == null ? null : prediction.getText(),
                prediction == null || prediction.getRanking().isEmpty()
                        ? null
                        : prediction.getRanking().stream().map(Place::of).toList(),
                likelihoods(prediction),
                likelihoodTokens(prediction),
                prediction == null ? List.of() : prediction.getTokenIds(),
                score.getStatus().name().toLowerCase(Locale.ROOT),
                score.getReason(),
                score.getParsed(),
                rules(score, verdicts),
                new TreeMap<>(score.getGrades()),
                score.getPrimaryRule(),
                prediction == null ? null : prediction.getPrompt(),
                prediction == null ? null : prediction.getPromptTokens(),
                prediction == null ? null : prediction.getTruncated(),
                prediction == null ? null : prediction.getDecoding(),
                prediction == null ? null : prediction.getOutputTokens(),
                prediction == null ? null : prediction.getCost(),
                prediction == null ? null : prediction.getSeconds(),
                prediction == null ? null : prediction.getSecondsToFirstToken(),
                score.getModelDigest(),
                prediction == null ? null : prediction.getSoftwareVersion(),
                score.getImageSha256() != null && score.getReferenceOffset() >= 0,
                verdicts.stream().map(VerdictLine::of).toList());
    }

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

    private static Map<String, Boolean> rules(Score score, List<Verdict> verdicts) {
        Map<String, Boolean> rules = new TreeMap<>(score.getRules());
        verdicts.stream()
                .filter(verdict -> verdict.getRight() != null)
                .forEach(verdict -> rules.put(verdict.getRule(), verdict.getRight()));
        return rules;
    }

    private static float[] likelihoods(Prediction prediction) {
        if (prediction == null || prediction.getLikelihoods() == null) {
            return null;
        }
        FloatBuffer sums = prediction
                .getLikelihoods()
                .getSums()
                .duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] values = new float[sums.remaining()];
        sums.get(values);
        return values;
    }

    private static int[] likelihoodTokens(Prediction prediction) {
        if (prediction == null || prediction.getLikelihoods() == null) {
            return null;
        }
        ShortBuffer tokens = prediction
                .getLikelihoods()
                .getTokens()
                .duplicate()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        int[] values = new int[tokens.remaining()];
        Arrays.setAll(values, i -> Short.toUnsignedInt(tokens.get(i)));
        return values;
    }
}
