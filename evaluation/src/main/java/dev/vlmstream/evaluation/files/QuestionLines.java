package dev.vlmstream.evaluation.files;

import dev.vlmstream.evaluation.rules.Ai2d;
import dev.vlmstream.evaluation.rules.Anls;
import dev.vlmstream.evaluation.rules.RelaxedAccuracy;
import dev.vlmstream.evaluation.rules.VqaAccuracy;
import dev.vlmstream.evaluation.rules.YesNo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The rules of question answering over lines; field names are those of the benchmarks' own files. */
final class QuestionLines {
    private QuestionLines() {}

    /** {@code prediction}, {@code answers} → {@code normalized}, {@code accuracy}. */
    static Map<String, Object> vqaAccuracy(Line line) {
        String prediction = line.text("prediction");
        Map<String, Object> computed = new LinkedHashMap<>();
        computed.put("normalized", VqaAccuracy.normalized(prediction));
        computed.put("accuracy", VqaAccuracy.of(prediction, line.texts("answers")));
        return computed;
    }

    /** {@code prediction}, {@code answers} → {@code anls}. */
    static Map<String, Object> anls(Line line) {
        return Map.of("anls", Anls.of(line.text("prediction"), line.texts("answers")));
    }

    /** {@code response}, {@code label} → {@code filtered}, {@code exact_match}, which is 1 or 0. */
    static Map<String, Object> ai2d(Line line) {
        String response = line.text("response");
        Map<String, Object> computed = new LinkedHashMap<>();
        computed.put("filtered", Ai2d.filtered(response));
        computed.put("exact_match", Ai2d.matches(response, line.text("label")) ? 1.0 : 0.0);
        return computed;
    }

    /** {@code prediction}, {@code label} → {@code relaxed}. */
    static Map<String, Object> relaxed(Line line) {
        return Map.of("relaxed", RelaxedAccuracy.matches(line.text("prediction"), line.text("label")));
    }

    /** {@code prediction}, {@code label} → {@code said}, null where unparsed, and {@code correct}. */
    static Map<String, Object> pope(Line line) {
        Optional<Boolean> said = YesNo.exact(line.text("prediction"));
        Optional<Boolean> right = YesNo.exact(line.text("label"));
        if (right.isEmpty()) {
            throw new IllegalArgumentException("field 'label' must be yes or no, got '" + line.text("label") + "'");
        }
        Map<String, Object> computed = new LinkedHashMap<>();
        computed.put("said", said.map(yes -> yes ? "yes" : "no").orElse(null));
        computed.put("correct", said.equals(right));
        return computed;
    }
}
