package dev.vlmstream.judge;

import dev.vlmstream.evaluation.judging.JudgeRule;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.loop.BatchHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A sentence encoder's judgements: all texts of a batch are embedded together, each once. */
record SimilarityJudging(SentenceEncoder encoder) implements Judging {

    @Override
    public ModelBundle bundle() {
        return encoder.bundle();
    }

    @Override
    public Set<JudgeRule> rules() {
        return Judging.rules(JudgeRule::isSimilarity);
    }

    @Override
    public BatchHandler handler(RecordHandler<Case, Ruling> cases) {
        return cases.inBatches(this::judge);
    }

    /** One ruling for each case, in order. */
    List<Ruling> judge(List<Case> cases) {
        List<List<String>> compared =
                cases.stream().map(one -> one.rule().compared(one.answer())).toList();
        Set<String> texts = new LinkedHashSet<>();
        cases.forEach(one -> texts.addAll(one.right()));
        compared.forEach(texts::addAll);
        Map<String, float[]> embeddings = embed(List.copyOf(texts));
        List<Ruling> rulings = new ArrayList<>(cases.size());
        for (int i = 0; i < cases.size(); i++) {
            rulings.add(nearest(cases.get(i), compared.get(i), embeddings));
        }
        return rulings;
    }

    private Map<String, float[]> embed(List<String> texts) {
        float[][] computed = encoder.embed(texts);
        Map<String, float[]> embeddings = new HashMap<>();
        for (int i = 0; i < computed.length; i++) {
            embeddings.put(texts.get(i), computed[i]);
        }
        return embeddings;
    }

    private static Ruling nearest(Case one, List<String> compared, Map<String, float[]> embeddings) {
        String nearest = null;
        double best = Double.NEGATIVE_INFINITY;
        for (String right : one.right()) {
            for (String text : compared) {
                double cosine = SentenceEncoder.cosine(embeddings.get(text), embeddings.get(right));
                if (cosine > best) {
                    best = cosine;
                    nearest = text;
                }
            }
        }
        return Ruling.similarity(best, one.threshold(), one.rule().comparesParts() ? nearest : null);
    }
}
