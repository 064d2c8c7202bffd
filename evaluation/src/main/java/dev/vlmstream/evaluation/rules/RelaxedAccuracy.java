package dev.vlmstream.evaluation.rules;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Relaxed accuracy (A. Masry et al., "ChartQA", Findings of ACL 2022, section 5.1, after N. Methani et al., "PlotQA",
 * WACV 2020): numbers may be 5 % off, since they are read from a chart; other answers match exactly but for case. As
 * Qwen-VL and lmms-eval compute it ({@code relaxed_correctness}). It takes years for numbers too, so that 1990 is right
 * for 2000.
 */
public final class RelaxedAccuracy {
    private static final double TOLERANCE = 0.05;
    /** What Python's {@code float()} reads, in ASCII; Java's own parser takes other things, such as "1d". */
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+(_\\d+)*(\\.(\\d+(_\\d+)*)?)?|\\.\\d+(_\\d+)*)(e[+-]?\\d+(_\\d+)*)?");

    private RelaxedAccuracy() {}

    /**
     * Whether the prediction is right. A % sign at the end divides by 100: "50%" is 0.5. A label of 0 allows no
     * deviation, so it is compared as text.
     */
    public static boolean matches(String prediction, String label) {
        OptionalDouble said = number(prediction);
        OptionalDouble right = number(label);
        if (said.isPresent() && right.isPresent() && right.getAsDouble() != 0) {
            double off = Math.abs(said.getAsDouble() - right.getAsDouble());
            return off / Math.abs(right.getAsDouble()) <= TOLERANCE;
        }
        return Rules.exact(prediction, label);
    }

    private static OptionalDouble number(String text) {
        if (!text.endsWith("%")) {
            return python(text);
        }
        OptionalDouble percent = python(text.replaceFirst("%+$", ""));
        return percent.isPresent() ? OptionalDouble.of(percent.getAsDouble() / 100) : percent;
    }

    private static OptionalDouble python(String text) {
        String plain = Rules.lower(PythonText.strip(text));
        if (NUMBER.matcher(plain).matches()) {
            return OptionalDouble.of(Double.parseDouble(plain.replace("_", "")));
        }
        return switch (plain) {
            case "nan", "+nan", "-nan" -> OptionalDouble.of(Double.NaN);
            case "inf", "+inf", "infinity", "+infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
            default -> OptionalDouble.empty();
        };
    }
}
