package dev.vlmstream.evaluation.tasks;

import dev.vlmstream.evaluation.MultipleChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a task words its questions.
 *
 * @param template the whole question: {@code {question}}, {@code {options}}, {@code {ocr_tokens}}, {@code {instruction}} and
 *     any field of the item stand for what the item has; what is in square brackets is left out where one of its places is empty
 * @param option one option, {@code {letter}} and {@code {text}}; options stand on lines of their own
 * @param instruction what is asked for below each question; empty: nothing
 * @param openInstruction the same of questions without options; null: the other one
 * @param maxNewTokens the longest answer; null: the model's own
 * @param capitalise whether the question is written as Python's {@code capitalize} does: the first letter upper, the others lower
 * @param drop texts that are taken out of the question
 */
public record PromptForm(
        String template,
        String option,
        String instruction,
        @Nullable String openInstruction,
        @Nullable Integer maxNewTokens,
        boolean capitalise,
        List<String> drop) {
    /** As LLaVA-1.5's evaluation has them, each part on lines of its own. */
    public static final String TEMPLATE =
            "{question}[\n{options}][\nReference OCR token: {ocr_tokens}][\n{instruction}]";

    static final String OPTION = "{letter}. {text}";

    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z0-9_.-]{1,100})\\}");
    private static final Pattern OPTIONAL = Pattern.compile("\\[([^\\[\\]]*)\\]");
    private static final Set<String> OWN = Set.of("question", "options", "ocr_tokens", "instruction");

    public PromptForm {
        drop = List.copyOf(drop);
    }

    /**
     * What a question is made of.
     *
     * @param options texts of the options, the first being A; empty where there are none or the question lists them
     * @param ocrTokens words that a reader of text found in the image
     * @param fields what else the item has, by name
     */
    public record Parts(String question, List<String> options, List<String> ocrTokens, Map<String, String> fields) {
        public Parts {
            options = List.copyOf(options);
            ocrTokens = List.copyOf(ocrTokens);
            fields = Map.copyOf(fields);
        }
    }

    /** Names of the item's fields that the template needs besides question and options. */
    public Set<String> fields() {
        Set<String> names = new LinkedHashSet<>();
        Matcher places = PLACE.matcher(template);
        while (places.find()) {
            names.add(places.group(1));
        }
        names.removeAll(OWN);
        return names;
    }

    /** The instruction for a question with or without options. */
    public String instruction(boolean hasOptions) {
        return hasOptions || openInstruction == null ? instruction : openInstruction;
    }

    /**
     * The whole question. One that ends in the instruction already, as those of LLaVA's files do, is complete.
     *
     * @param instruction the run's
     */
    public String question(Parts parts, String instruction) {
        if (!instruction.isEmpty() && parts.question().stripTrailing().endsWith(instruction)) {
            return parts.question();
        }
        Map<String, String> values = new LinkedHashMap<>(parts.fields());
        values.put("question", asked(parts.question()));
        values.put("options", options(parts.options()));
        values.put("ocr_tokens", String.join(", ", parts.ocrTokens()));
        values.put("instruction", instruction);
        StringBuilder whole = new StringBuilder();
        int from = 0;
        Matcher optional = OPTIONAL.matcher(template);
        while (optional.find()) {
            whole.append(filled(template.substring(from, optional.start()), values));
            if (isComplete(optional.group(1), values)) {
                whole.append(filled(optional.group(1), values));
            }
            from = optional.end();
        }
        return whole.append(filled(template.substring(from), values)).toString();
    }

    private String asked(String question) {
        String text = question.stripTrailing();
        for (String one : drop) {
            text = text.replace(one, "");
        }
        if (!capitalise || text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(java.util.Locale.ROOT)
                + text.substring(first).toLowerCase(java.util.Locale.ROOT);
    }

    private String options(List<String> texts) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            lines.add(filled(option, Map.of("letter", String.valueOf(MultipleChoice.letter(i)), "text", texts.get(i))));
        }
        return String.join("\n", lines);
    }

    private static boolean isComplete(String part, Map<String, String> values) {
        return PLACE.matcher(part)
                .results()
                .noneMatch(place -> values.getOrDefault(place.group(1), "").isEmpty());
    }

    private static String filled(String part, Map<String, String> values) {
        return PLACE.matcher(part)
                .replaceAll(place -> Matcher.quoteReplacement(values.getOrDefault(place.group(1), "")));
    }

    /** Plain values by the names of a task's file. */
    Map<String, Object> plain() {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("template", template);
        plain.put("option", option);
        Canonical.put(plain, "instruction", instruction);
        Canonical.put(plain, "open-instruction", openInstruction);
        Canonical.put(plain, "max-new-tokens", maxNewTokens);
        Canonical.put(plain, "capitalise", capitalise);
        Canonical.put(plain, "drop", drop);
        return plain;
    }
}
