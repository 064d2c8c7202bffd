package dev.vlmstream.evaluation.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vlmstream.evaluation.Recorded;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemDrawTest {
    private static final List<String> CLASSES = Recorded.names("reference/flowers_classes.json");

    @Test
    void theSameItemAlwaysGetsTheSameChoices() {
        assertThat(choices(1234, "item-1")).isEqualTo(choices(1234, "item-1"));
    }

    /** Pinned: a service of another version must not draw otherwise for an item that is sent again. */
    @Test
    void theDrawIsPartOfTheContract() {
        assertThat(choices(1234, "item-1"))
                .containsExactly("fire lily", "oxeye daisy", "snapdragon", "rose", "geranium");
    }

    /** Python's {@code random.Random(n).choice("ABCD")}, n the first 8 bytes, signed, of SHA-256(seed NUL item). */
    @ParameterizedTest
    @CsvSource({
        "1234, a, 4, C",
        "1234, b, 4, A",
        "7, a, 4, B",
        "1234, 0123456789abcdef, 5, B",
        "1234, x, 26, B",
        "-3, x, 4, B",
        "1234, ü, 3, B"
    })
    void aGuessIsPythonsChoice(long seed, String item, int options, String letter) {
        assertThat(ItemDraw.guess(seed, item, options)).isEqualTo(letter);
    }

    @Test
    void anotherSeedOrItemGetsOtherChoices() {
        assertThat(Set.of(choices(1234, "item-1"), choices(1235, "item-1"), choices(1234, "item-2")))
                .hasSize(3);
    }

    @Test
    void theLabelIsAlwaysAmongThemAtAnyPlace() {
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            List<String> choices = choices(1, "item-" + i);
            assertThat(choices).hasSize(5).doesNotHaveDuplicates().contains("rose");
            places.add(choices.indexOf("rose"));
        }
        assertThat(places).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }

    @Test
    void aLabelThatIsNoClassIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ItemDraw.choices(1, "i", "whale", CLASSES, 5, ChoiceOrder.RANDOM));
    }

    private static List<String> choices(long seed, String item) {
        return ItemDraw.choices(seed, item, "rose", CLASSES, 5, ChoiceOrder.RANDOM);
    }
}
