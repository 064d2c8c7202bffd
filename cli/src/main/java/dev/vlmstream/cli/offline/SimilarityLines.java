package dev.vlmstream.cli.offline;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.tasks.LineRules.LineRule;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.SentenceEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code prediction}, {@code label} → {@code cosine}, {@code right}, and of a rule that compares parts of answers the nearest part. */
public final class SimilarityLines implements LineRule {
    public static final String READS = "prediction, label";

    private final SentenceEncoder encoder;
    private final JudgeRule rule;
    private final double threshold;

    /**
     * @param threshold null: the rule's own
     * @throws CommandFailure if the model is no sentence encoder
     */
    public SimilarityLines(Model model, JudgeRule rule, @Nullable Double threshold) {
        requireEncoder(model.bundle(), "the rule " + rule.id());
        this.encoder = (SentenceEncoder) model;
        this.rule = rule;
        this.threshold = threshold == null ? rule.threshold().getAsDouble() : rule.requireThreshold(threshold);
    }

    /** The rules that a sentence encoder applies. */
    public static List<JudgeRule> rules() {
        return Rules.JUDGE_RULES.stream().filter(JudgeRule::isSimilarity).toList();
    }

    /** Their names in a sentence. */
    public static String names() {
        return rules().stream().map(Rule::id).collect(Collectors.joining(" and "));
    }

    public static String writes(JudgeRule rule) {
        return "cosine, right" + (rule.comparesParts() ? ", " + rule.id() : "") + " (--model: a sentence encoder)";
    }

    @Override
    public Map<String, Object> judge(Map<String, Object> line) {
        List<String> texts = new ArrayList<>(rule.compared(text(line, "prediction")));
        texts.add(text(line, "label"));
        float[][] embeddings = encoder.embed(texts);
        float[] label = embeddings[embeddings.length - 1];
        int nearest = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < embeddings.length - 1; i++) {
            double cosine = SentenceEncoder.cosine(embeddings[i], label);
            if (cosine > best) {
                best = cosine;
                nearest = i;
            }
        }
        Map<String, Object> judged = new LinkedHashMap<>(line);
        judged.put("cosine", best);
        judged.put("right", best >= threshold);
        if (rule.comparesParts()) {
            judged.put(rule.id(), texts.get(nearest));
        }
        return judged;
    }

    private static String text(Map<String, Object> line, String field) {
        if (line.get(field) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("field '" + field + "' must be a string; the line has " + line.keySet());
    }

    /**
     * @param what needs one
     * @throws CommandFailure if the model is none
     */
    public static ModelBundle requireEncoder(ModelBundle bundle, String what) {
        if (bundle.kind() == ModelKind.SENTENCE_ENCODER) {
            return bundle;
        }
        throw new CommandFailure(what + " needs a sentence encoder; " + bundle.name() + " is a "
                + bundle.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}
