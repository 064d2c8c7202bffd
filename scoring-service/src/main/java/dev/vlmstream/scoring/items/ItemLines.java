package dev.vlmstream.scoring.items;

import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.rest.items.VerdictLine;
import dev.vlmstream.schemas.ClassLikelihoods;
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

/** Single answers as lines of pages and exports. */
final class ItemLines {
    private ItemLines() {}

    /** @param verdicts of judges; those given stand among the rules, too */
    static ItemLine of(Score score, List<Verdict> verdicts) {
        ItemLine.Builder line = new ItemLine.Builder();
        line.run = score.getRun();
        line.item = score.getItemId();
        line.image = score.getImageName();
        line.question = score.getQuestion();
        line.label = score.getLabel();
        line.model = score.getModel();
        line.task = score.getTask();
        line.status = score.getStatus().name().toLowerCase(Locale.ROOT);
        line.reason = score.getReason();
        line.parsed = score.getParsed();
        line.rules = rules(score, verdicts);
        line.grades = new TreeMap<>(score.getGrades());
        line.primaryRule = score.getPrimaryRule();
        line.digest = score.getModelDigest();
        line.hasImage = score.getImageSha256() != null && score.getReferenceOffset() >= 0;
        line.category = score.getCategory();
        line.group = score.getGroup();
        line.verdicts = verdicts.stream().map(ItemLines::verdict).toList();
        if (score.getPrediction() != null) {
            predicted(line, score.getPrediction());
        }
        return line.build();
    }

    private static void predicted(ItemLine.Builder line, Prediction prediction) {
        line.answer = prediction.getText();
        line.ranking = prediction.getRanking().isEmpty()
                ? null
                : prediction.getRanking().stream().map(ItemLines::place).toList();
        line.confidence = prediction.getConfidence();
        if (prediction.getLikelihoods() != null) {
            line.likelihoods = sums(prediction.getLikelihoods());
            line.likelihoodTokens = tokens(prediction.getLikelihoods());
        }
        line.tokenIds = prediction.getTokenIds();
        line.prompt = prediction.getPrompt();
        line.promptTokens = prediction.getPromptTokens();
        line.truncated = prediction.getTruncated();
        line.decoding = prediction.getDecoding();
        line.outputTokens = prediction.getOutputTokens();
        line.cost = prediction.getCost();
        line.seconds = prediction.getSeconds();
        line.secondsToFirstToken = prediction.getSecondsToFirstToken();
        line.software = prediction.getSoftwareVersion();
    }

    private static Map<String, Boolean> rules(Score score, List<Verdict> verdicts) {
        Map<String, Boolean> rules = new TreeMap<>(score.getRules());
        verdicts.stream()
                .filter(verdict -> verdict.getRight() != null)
                .forEach(verdict -> rules.put(verdict.getRule(), verdict.getRight()));
        return rules;
    }

    private static float[] sums(ClassLikelihoods likelihoods) {
        FloatBuffer sums =
                likelihoods.getSums().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] values = new float[sums.remaining()];
        sums.get(values);
        return values;
    }

    private static int[] tokens(ClassLikelihoods likelihoods) {
        ShortBuffer tokens = likelihoods
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
        VerdictLine.Builder line = new VerdictLine.Builder();
        line.rule = verdict.getRule();
        line.judge = verdict.getJudge();
        line.digest = verdict.getJudgeDigest();
        line.status = verdict.getStatus().name().toLowerCase(Locale.ROOT);
        line.right = verdict.getRight();
        line.grade = verdict.getGrade();
        line.threshold = verdict.getThreshold();
        line.text = verdict.getText();
        line.reason = verdict.getReason();
        line.cost = verdict.getCost();
        line.promptTokens = verdict.getPromptTokens();
        line.outputTokens = verdict.getOutputTokens();
        return line.build();
    }
}
