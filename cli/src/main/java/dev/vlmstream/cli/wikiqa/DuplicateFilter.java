package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.cli.offline.Encoders;
import dev.vlmstream.evaluation.wikiqa.NearDuplicates;
import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** By the cosine of the questions' embeddings, the choices left aside. */
record DuplicateFilter(ModelBundle encoder, double threshold) implements QuestionFilter {

    /** One that will work: what is wrong with the encoder is said before anything is asked or paid, not hours later. */
    static DuplicateFilter of(ModelBundle bundle, double threshold) {
        ModelBundle encoder = Encoders.require(bundle, "--near-duplicates");
        ModelLoader.load(encoder, RuntimeOptions.cpu()).close();
        return new DuplicateFilter(encoder, threshold);
    }

    @Override
    public List<JudgedQuestion> apply(List<JudgedQuestion> questions, PrintWriter err) {
        List<JudgedQuestion> kept =
                questions.stream().filter(JudgedQuestion::isKept).toList();
        if (kept.isEmpty()) {
            return questions;
        }
        Map<Integer, Integer> duplicates = NearDuplicates.of(
                kept.stream().map(one -> one.question().className()).toList(),
                embeddings(kept),
                SentenceEncoder::cosine,
                threshold);
        List<JudgedQuestion> judged = new ArrayList<>();
        int place = 0;
        for (JudgedQuestion one : questions) {
            Integer like = one.isKept() ? duplicates.get(place++) : null;
            judged.add(like == null ? one : one.duplicateOf(kept.get(like)));
        }
        return judged;
    }

    private List<float[]> embeddings(List<JudgedQuestion> kept) {
        try (Model model = ModelLoader.load(encoder, RuntimeOptions.cpu())) {
            return List.of(((SentenceEncoder) model)
                    .embed(kept.stream()
                            .map(one -> one.question().question().question())
                            .toList()));
        }
    }
}
