package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.run.JudgePrompt;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Patterns that take a frame of the stack a character, or the square of the length, and what stands for them now. */
class FormerPatternsTest {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+(_\\d+)*(\\.(\\d+(_\\d+)*)?)?|\\.\\d+(_\\d+)*)(e[+-]?\\d+(_\\d+)*)?");
    private static final Pattern AROUND = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");

    private final Random random = new Random(11);

    private String text(String letters) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    /** What is a number is right for itself in other words: with a leading plus or zero. */
    @Test
    void numbersAreStillThose() {
        int numbers = 0;
        for (int i = 0; i < 300_000; i++) {
            String text = text("0123__..e+-%1 ");
            String plain = PythonText.strip(text.replaceFirst("%+$", "")).toLowerCase(Locale.ROOT);
            double value = NUMBER.matcher(plain).matches() ? Double.parseDouble(plain.replace("_", "")) : 0;
            boolean number = value != 0 && Double.isFinite(value);
            boolean read = RelaxedAccuracy.matches(" " + text, text) && !text.isEmpty();
            assertThat(read).as(text).isEqualTo(number);
            numbers += number ? 1 : 0;
        }
        assertThat(numbers).isGreaterThan(1_000);
    }

    @Test
    void wordsWithinPunctuationAreStillThose() {
        for (int i = 0; i < 200_000; i++) {
            String reply = text("*. \u0085\u2028") + (i % 2 == 0 ? "Yes" : "no") + text("*. \u0085\u2028y");
            List<String> lines = reply.lines().filter(line -> !line.isBlank()).toList();
            String word =
                    AROUND.matcher(lines.get(lines.size() - 1)).replaceAll("").toLowerCase(Locale.ROOT);
            assertThat(JudgePrompt.verdict(reply).map(yes -> yes ? "yes" : "no").orElse(""))
                    .as(reply)
                    .isEqualTo(List.of("yes", "no").contains(word) ? word : "");
        }
    }
}
