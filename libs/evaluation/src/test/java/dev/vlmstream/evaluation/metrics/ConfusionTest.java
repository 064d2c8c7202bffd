package dev.vlmstream.evaluation.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.Recorded;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {
    private final ClassMentions mentions = new ClassMentions(
            List.of("ant", "giant panda", "panda", "tiger", "tiger cat", "T-shirt", "jack-o'-lantern"));

    @Test
    void theLongestNameIsMeant() {
        assertThat(mentions.find("This is a Giant Panda, not an ant.")).hasValue(1);
        assertThat(mentions.find("a tiger-cat")).hasValue(4);
        assertThat(mentions.find("A giant of a panda")).hasValue(2);
    }

    @Test
    void amongEqualsTheEarliestIsMeant() {
        assertThat(mentions.find("a tiger and an ant")).hasValue(3);
    }

    @Test
    void punctuationAndCaseDoNotCount() {
        assertThat(mentions.find("t shirt!")).hasValue(5);
        assertThat(mentions.find("JACK O LANTERN")).hasValue(6);
    }

    @Test
    void aTextThatNamesNoClassSaysNone() {
        assertThat(mentions.find("an antelope")).isEmpty();
        assertThat(mentions.find("")).isEmpty();
    }

    @Test
    void everyImageNetNameIsFoundInItself() {
        List<String> names = Recorded.names("reference/imagenet_classes.json");
        ClassMentions imageNet = new ClassMentions(names);
        for (String name : names) {
            assertThat(names.get(
                            imageNet.find("The photo features a " + name + ".").orElseThrow()))
                    .isEqualTo(name);
        }
    }

    @Test
    void pairsAreListedByHowOftenTheyOccurred() {
        Confusion.Counter counter = new Confusion.Counter();
        for (int i = 0; i < 3; i++) {
            counter.add("cat", "dog");
        }
        counter.add("cat", "cat");
        counter.add("ant", null);

        assertThat(counter.top(5)).containsExactly(new Confusion("cat", "dog", 3, 4), new Confusion("ant", null, 1, 1));
        assertThat(counter.of("cat"))
                .containsExactly(new Confusion("cat", "dog", 3, 4), new Confusion("cat", "cat", 1, 4));
        assertThat(counter.of("bee")).isEmpty();
    }
}
