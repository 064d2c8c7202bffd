package dev.vlmstream.evaluation.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.sampling.StudyDraw.Drawn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudyDrawTest {
    private static final List<String> LETTERS = List.of("e", "b", "a", "d", "c");

    static Stream<JsonNode> golden() {
        return Recorded.lines("golden/closed_world_choices.jsonl.gz").stream();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void drawsTheOrderAndTheChoicesOfTheStudysScript(JsonNode golden) throws Exception {
        String dataset = golden.get("dataset").textValue();
        List<JsonNode> lines = Recorded.lines("reference/" + dataset + ".jsonl.gz").stream()
                .filter(line -> line.get("split").equals(golden.get("split")))
                .toList();
        List<Drawn<JsonNode>> drawn = StudyDraw.draw(
                lines,
                line -> line.get("label").textValue(),
                Recorded.names("reference/" + dataset + "_classes.json"),
                golden.get("n_labels").intValue(),
                ChoiceOrder.RANDOM,
                golden.get("seed").longValue());
        assertThat(drawn).hasSameSizeAs(lines);
        int at = 0;
        for (JsonNode first : golden.get("first_items")) {
            Drawn<JsonNode> item = drawn.get(at++);
            assertThat(item.line().get("image")).isEqualTo(first.get("image"));
            assertThat(sha256(item.choices()))
                    .isEqualTo(first.get("choices_sha256").textValue());
            if (!first.get("choices").isNull()) { // left out of the golden file where they are many
                assertThat(item.choices()).isEqualTo(Recorded.texts(first.get("choices")));
            }
        }
        assertThat(at).isEqualTo(40);
    }

    /** The choices that the demo's VLM was asked with when its answers were recorded: digests' first 16 digits. */
    @ParameterizedTest
    @ValueSource(ints = {5, 20})
    void drawsTheChoicesThatTheDemosAnswersWereRecordedWith(int k) throws Exception {
        List<JsonNode> lines = Recorded.lines("recorded/emoji_choices.jsonl");
        Map<String, String> digests = new HashMap<>();
        for (Drawn<JsonNode> item : StudyDraw.draw(
                lines,
                line -> line.get("label").textValue(),
                Recorded.names("reference/emoji_classes.json"),
                k,
                ChoiceOrder.RANDOM,
                1234)) {
            digests.put(
                    item.line().get("image").textValue(), sha256(item.choices()).substring(0, 16));
        }
        assertThat(lines)
                .hasSize(398)
                .allSatisfy(line -> assertThat(digests.get(line.get("image").textValue()))
                        .isEqualTo(line.get("choices_" + k).textValue()));
    }

    @Test
    void inTheOpenWorldOnlyTheOrderIsDrawn() {
        assertThat(draw(null, ChoiceOrder.RANDOM))
                .hasSize(5)
                .allSatisfy(item -> assertThat(item.choices()).isEmpty());
    }

    @Test
    void theWholeListInFixedOrderIsTheListAsItIs() {
        assertThat(draw(5, ChoiceOrder.FIXED))
                .allSatisfy(item -> assertThat(item.choices()).isEqualTo(LETTERS));
    }

    @Test
    void fewLabelsInFixedOrderKeepTheListsOrderAndHoldTheLabel() {
        assertThat(draw(3, ChoiceOrder.FIXED))
                .allSatisfy(item -> assertThat(item.choices())
                        .hasSize(3)
                        .contains(item.line())
                        .isSubsetOf(LETTERS)
                        .isSortedAccordingTo((x, y) -> LETTERS.indexOf(x) - LETTERS.indexOf(y)));
    }

    @Test
    void moreLabelsThanDifferentNamesAreRefused() {
        List<String> classes = Recorded.names("reference/imagenet_classes.json");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> StudyDraw.draw(List.of("ant"), Function.identity(), classes, 1000, ChoiceOrder.RANDOM, 1))
                .withMessage("cannot offer 1000 labels: there are 998 different class names");
    }

    @Test
    void aNameThatOccursTwiceIsOfferedOnce() {
        List<String> classes = Recorded.names("reference/imagenet_classes.json");
        List<String> choices = StudyDraw.draw(
                        List.of("missile"), Function.identity(), classes, 998, ChoiceOrder.RANDOM, 1)
                .get(0)
                .choices();
        assertThat(choices).hasSize(998).doesNotHaveDuplicates();
    }

    @Test
    void aLabelThatIsNoClassIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StudyDraw.draw(List.of("z"), Function.identity(), LETTERS, 2, ChoiceOrder.RANDOM, 1))
                .withMessage("label 'z' is not among the 5 class names");
    }

    /** U+FF5E is below U+1F41C by code point, and above it by UTF-16 unit, which is how Java compares strings. */
    @Test
    void namesAreSortedByCodePointAsPythonDoes() {
        String fullWidthTilde = "～";
        String ant = "🐜";
        assertThat(fullWidthTilde.compareTo(ant)).isPositive();
        assertThat(ChoicePool.BY_CODE_POINT.compare(fullWidthTilde, ant)).isNegative();
        assertThat(ChoicePool.BY_CODE_POINT.compare(ant, ant)).isZero();
        assertThat(ChoicePool.BY_CODE_POINT.compare("ant", "ante")).isNegative();
    }

    private static List<Drawn<String>> draw(Integer k, ChoiceOrder order) {
        return StudyDraw.draw(LETTERS, Function.identity(), LETTERS, k, order, 7);
    }

    private static String sha256(List<String> choices) throws Exception {
        byte[] text = String.join("\n", choices).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    }
}
