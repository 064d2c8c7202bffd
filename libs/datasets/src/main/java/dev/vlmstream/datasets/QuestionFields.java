package dev.vlmstream.datasets;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the lines of question-answering benchmarks have, under the names that are in use: the question in {@code text},
 * {@code question} or {@code query}; the right answer in {@code label} or {@code answer}, or several in {@code answers};
 * {@code options}, {@code ocr_tokens}, {@code classname}.
 */
record QuestionFields(Fields fields) {
    /** The question. */
    @Nullable
    String text() {
        return fields.anyText("text", "question", "query");
    }

    /** The label or the one answer; null where only several are given. */
    @Nullable
    String label() {
        return fields.has("label") ? fields.scalar("label") : fields.scalar("answer");
    }

    List<String> answers() {
        return fields.texts("answers");
    }

    List<String> options() {
        return fields.texts("options");
    }

    List<String> ocrTokens() {
        return fields.texts("ocr_tokens");
    }

    @Nullable
    String className() {
        return fields.anyText("classname", "class_name");
    }

    boolean hasReference() {
        String label = label();
        return label != null && !label.isBlank() || !answers().isEmpty();
    }
}
