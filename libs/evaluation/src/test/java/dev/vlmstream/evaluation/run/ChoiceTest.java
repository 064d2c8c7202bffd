package dev.vlmstream.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static Choice of(int classes, @Nullable Integer labels) {
        return new Choice(
                IntStream.range(0, classes).mapToObj(i -> "class " + i).toList(), labels, "study", 1234);
    }

    @Test
    void whereAllClassesAreOfferedTheChoiceIsTheSame() {
        assertThat(of(14, null).difference(of(14, null))).isEmpty();
        assertThat(of(14, 14).difference(of(14, null))).isEmpty();
        assertThat(of(14, 5).difference(of(14, 5))).isEmpty();
        Choice unknown = of(0, null);
        assertThat(unknown.difference(of(14, null))).isEmpty();
    }

    @Test
    void theOrderOfTheClassesIsOfNoAccount() {
        List<String> turned = new ArrayList<>(of(14, null).classes());
        Collections.reverse(turned);
        assertThat(new Choice(turned, 5, "study", 1234).difference(of(14, 5))).isEmpty();
    }

    @Test
    void fewerLabelsAreAnotherChoice() {
        assertThat(of(14, 5).difference(of(14, null))).contains("not the same choice: 5 of 14 against all");
        assertThat(of(14, null).difference(of(14, 5))).contains("not the same choice: all against 5 of 14");
        assertThat(of(14, 5).difference(of(14, 2))).contains("not the same choice: 5 of 14 against 2 of 14");
        assertThat(of(0, 5).difference(of(0, null))).contains("not the same choice: 5 of all against all");
    }

    @Test
    void soAreOtherClassesAndAnotherDraw() {
        assertThat(of(14, null).difference(of(706, null))).contains("not the same choice: all 14 against all 706");
        assertThat(of(14, 5).difference(new Choice(of(14, 5).classes(), 5, "study", 1)))
                .contains("not the same choice: 5 of 14 against another 5 of 14");
        assertThat(of(14, 5).difference(new Choice(of(14, 5).classes(), 5, "item", 1234)))
                .isPresent();
    }
}
