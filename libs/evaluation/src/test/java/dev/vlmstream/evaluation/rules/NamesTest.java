package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.Recorded;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** What in the datasets' class names misleads a rule of inclusion. */
class NamesTest {
    private static final List<String> IMAGENET = Recorded.names("reference/imagenet_classes.json");
    private static final List<String> CARS = Recorded.names("reference/cars_classes.json");

    @Test
    void imagenetHas998NamesForItsThousandClasses() {
        assertThat(IMAGENET).hasSize(1000);
        assertThat(new HashSet<>(IMAGENET)).hasSize(998);
        assertThat(IMAGENET.stream().filter("missile"::equals)).hasSize(2);
        assertThat(IMAGENET.stream().filter("sunglasses"::equals)).hasSize(2);
    }

    @Test
    void imagenetHas138PairsOfNamesThatContainOneAnother() {
        assertThat(pairs(Inclusion::ofLabel)).isEqualTo(138);
    }

    @Test
    void ofThosePairs45RemainAtWordBoundaries() {
        assertThat(pairs(Inclusion::ofWords)).isEqualTo(45);
    }

    @Test
    void theStudysRuleFindsAntInGiantPandaAndWordInclusionDoesNot() {
        assertThat(IMAGENET).contains("ant", "giant panda");
        assertThat(Inclusion.ofLabel("giant panda", "ant")).isTrue();
        assertThat(Inclusion.ofWords("giant panda", "ant")).isFalse();
    }

    /** Nobody who is shown a photo answers with the year; so inclusion is 0.0 on Stanford Cars in the open world. */
    @Test
    void everyCarsNameBeginsWithTheYear() {
        assertThat(CARS).hasSize(196).allMatch(name -> name.matches("(19|20)\\d\\d .*"));
        assertThat(Inclusion.ofLabel("This is an Acura RL Sedan.", "2012 Acura RL Sedan"))
                .isFalse();
    }

    private static long pairs(BiPredicate<String, String> includes) {
        List<String> names = IMAGENET.stream().distinct().toList();
        return names.stream()
                .mapToLong(outer -> names.stream()
                        .filter(inner -> !inner.equals(outer) && includes.test(outer, inner))
                        .count())
                .sum();
    }
}
