package dev.vlmstream.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.scoring.readmodel.ModelColours;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page's colours in both themes, by WCAG 2.2: text 4.5:1 (1.4.3), controls and drawings 3:1 (1.4.11). */
class PageContrastTest {
    private static final Path STYLES = Path.of("src/main/resources/META-INF/resources/css");
    private static final Pattern COLOUR = Pattern.compile("--([\\w-]+): #([0-9a-f]{6})");
    private static final Pattern PAIR = Pattern.compile("--([\\w-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)");
    private static final List<String> GROUNDS = List.of("ground", "panel", "raised");
    private static final List<String> OUTCOMES = List.of("right", "wrong", "failed", "unparsed", "refused");
    private static final Map<String, Map<String, Integer>> THEMES = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        String css = Files.readString(STYLES.resolve("base.css"));
        THEMES.put("light", colours(css, ":root {"));
        THEMES.put("dark, chosen", colours(css, ":root[data-theme=\"dark\"] {"));
        THEMES.put("dark, the system's", colours(css, ":root:not([data-theme=\"light\"]) {"));
        // The models' colours say themselves what they are in either theme.
        PAIR.matcher(Files.readString(STYLES.resolve("palette.css")))
                .results()
                .forEach(match -> THEMES.forEach((theme, colours) ->
                        colours.put(match.group(1), Integer.parseInt(match.group(theme.equals("light") ? 2 : 3), 16))));
    }

    @Test
    void textCanBeRead() {
        List<String> low = new ArrayList<>();
        THEMES.forEach((theme, colours) -> {
            for (String text : List.of("text", "muted", "accent")) {
                GROUNDS.forEach(ground -> check(theme, text, ground, 4.5, low));
            }
            OUTCOMES.forEach(outcome -> GROUNDS.forEach(ground -> check(theme, outcome, ground, 4.5, low)));
            OUTCOMES.forEach(outcome -> check(theme, outcome, outcome + "-ground", 4.5, low));
            check(theme, "text", "mark", 4.5, low);
            check(theme, "panel", "text", 4.5, low);
        });
        assertThat(low).isEmpty();
    }

    @Test
    void controlsAndDrawingsCanBeSeen() {
        List<String> low = new ArrayList<>();
        THEMES.forEach((theme, colours) -> {
            IntStream.range(0, ModelColours.HUES)
                    .forEach(hue -> GROUNDS.forEach(ground -> check(theme, "hue-" + hue, ground, 3, low)));
            IntStream.range(0, ModelColours.HUES).forEach(hue -> check(theme, "hue-" + hue, "panel", 3, 0.8, low));
            GROUNDS.forEach(ground -> check(theme, "strong-line", ground, 3, low));
        });
        assertThat(low).isEmpty();
    }

    @Test
    void bothWaysToTheDarkThemeHaveTheSameColours() {
        assertThat(THEMES.get("dark, the system's")).isEqualTo(THEMES.get("dark, chosen"));
    }

    private static void check(String theme, String colour, String ground, double least, List<String> low) {
        check(theme, colour, ground, least, 1, low);
    }

    private static void check(
            String theme, String colour, String ground, double least, double opacity, List<String> low) {
        int below = THEMES.get(theme).get(ground);
        double above = luminance(THEMES.get(theme).get(colour), below, opacity);
        double under = luminance(below, below, 1);
        double contrast = (Math.max(above, under) + 0.05) / (Math.min(above, under) + 0.05);
        if (contrast < least) {
            low.add("%s: %s on %s at opacity %.2f: %.2f".formatted(theme, colour, ground, opacity, contrast));
        }
    }

    /** WCAG's relative luminance of a colour laid over another. */
    private static double luminance(int colour, int below, double opacity) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            int shift = 16 - 8 * i;
            double value = (opacity * (colour >> shift & 255) + (1 - opacity) * (below >> shift & 255)) / 255;
            sum += weights[i] * (value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    private static Map<String, Integer> colours(String css, String selector) {
        int start = css.indexOf(selector);
        assertThat(start).as(selector).isNotNegative();
        Map<String, Integer> colours = new HashMap<>();
        COLOUR.matcher(css.substring(start, css.indexOf('}', start)))
                .results()
                .forEach(match -> colours.put(match.group(1), Integer.parseInt(match.group(2), 16)));
        return colours;
    }
}
