package dev.vlmstream.scoring.items;

import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.items.ItemLine.VerdictLine;
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
import org.jspecify.annotations.Nullable;

/** Single answers as lines of pages and exports. */
final class ItemLines {
    private ItemLines() {}

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
                        : prediction.getRanking().stream().map(ItemLines::place).toList(),
                prediction == null ? null : prediction.getConfidence(),
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
                score.getCategory(),
                score.getGroup(),
                verdicts.stream().map(ItemLines::verdict).toList());
    }

    private static Map<String, Boolean> rules(Score score, List<Verdict> verdicts) {
        Map<String, Boolean> rules = new TreeMap<>(score.getRules());
        verdicts.stream()
                .filter(verdict -> verdict.getRight() != null)
                .forEach(verdict -> rules.put(verdict.getRule(), verdict.getRight()));
        return rules;
    }

    private static float @Nullable [] likelihoods(@Nullable Prediction prediction) {
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

    private static int @Nullable [] likelihoodTokens(@Nullable Prediction prediction) {
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

    private static ItemLine.Place place(RankedClass ranked) {
        return new ItemLine.Place(ranked.getName(), ranked.getIndex(), ranked.getScore());
    }

    private static VerdictLine verdict(Verdict verdict) {
        return new VerdictLine(
                verdict.getRule(),
                verdict.getJudge(),
                verdict.getJudgeDigest(),
                verdict.getStatus().name().toLowerCase(Locale.ROOT),
                verdict.getRight(),
                verdict.getGrade(),
                verdict.getThreshold(),
                verdict.getText(),
                verdict.getReason(),
                verdict.getCost(),
                verdict.getPromptTokens(),
                verdict.getOutputTokens());
    }
}
