package dev.vlmstream.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.scoring.readmodel.ModelColours;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Models are told apart by their colours, and from text, by everyone and in both themes; PageContrastTest has their contrast. */
class ModelPaletteTest {
    private static final Path PALETTE = Path.of("src/main/resources/META-INF/resources/css/palette.css");
    private static final Path BASE = Path.of("src/main/resources/META-INF/resources/css/base.css");
    private static final Pattern TEXT = Pattern.compile("--text: #([0-9a-f]{6})");
    private static final Pattern COLOUR =
            Pattern.compile("--hue-(\\d+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\)");
    /** Of CIEDE2000: several times what one sees side by side, since marks lie apart and are small. */
    private static final double LEAST = 14;

    @Test
    void thereAreAsManyAsModelsAreGiven() {
        assertThat(colours(2)).hasSize(ModelColours.HUES);
    }

    @ParameterizedTest
    @EnumSource
    void anyTwoDiffer(Colour.Eye eye) {
        List<String> alike = new ArrayList<>();
        for (int theme : new int[] {2, 3}) {
            List<Colour.Lab> seen = colours(theme).stream()
                    .map(colour -> colour.seenBy(eye).lab())
                    .toList();
            for (int i = 0; i < seen.size(); i++) {
                for (int j = 0; j < i; j++) {
                    double difference = Colour.difference(seen.get(i), seen.get(j));
                    if (difference < LEAST) {
                        alike.add("%s: %d and %d, %.1f".formatted(theme == 2 ? "light" : "dark", j, i, difference));
                    }
                }
            }
        }
        assertThat(alike).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void noneCanBeTakenForText(Colour.Eye eye) throws IOException {
        String css = Files.readString(BASE);
        List<Colour> texts = TEXT.matcher(css)
                .results()
                .map(match -> Colour.of(Integer.parseInt(match.group(1), 16)))
                .toList();
        List<String> alike = new ArrayList<>();
        for (int theme : new int[] {2, 3}) {
            // Light comes first; the dark theme is written twice.
            Colour.Lab text = texts.get(theme - 2).seenBy(eye).lab();
            List<Colour> colours = colours(theme);
            for (int i = 0; i < colours.size(); i++) {
                double difference = Colour.difference(colours.get(i).seenBy(eye).lab(), text);
                if (difference < LEAST) {
                    alike.add("%s: %d, %.1f".formatted(theme == 2 ? "light" : "dark", i, difference));
                }
            }
        }
        assertThat(alike).isEmpty();
    }

    /** Of the published test data: pairs around hue 270, around grey, and of large differences. */
    @ParameterizedTest
    @CsvSource({
        "50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425",
        "50, 0, 0, 50, -1, 2, 2.3669",
        "50, 2.5, 0, 61, -5, 29, 22.8977",
        "50, 2.5, 0, 56, -27, -3, 31.9030",
        "60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644",
        "2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082"
    })
    void differencesAreThePublishedOnes(
            double l1, double a1, double b1, double l2, double a2, double b2, double difference) {
        assertThat(Colour.difference(new Colour.Lab(l1, a1, b1), new Colour.Lab(l2, a2, b2)))
                .isEqualTo(difference, within(0.0001));
    }

    /** @param group of the pattern: 2 light, 3 dark */
    private static List<Colour> colours(int group) {
        try {
            return COLOUR.matcher(Files.readString(PALETTE))
                    .results()
                    .map((MatchResult match) -> Colour.of(Integer.parseInt(match.group(group), 16)))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
