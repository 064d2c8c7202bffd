package dev.vlmstream.evaluation.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import dev.vlmstream.evaluation.frequency.FrequencyCounter.NameCount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * recorded/frequency/counts.json.gz: the published notebook's {@code is_sublist} and look-up over NLTK 3.8.1's tokens,
 * and plain searches for texts and occurrences; record.py there made it.
 */
class FrequencyCounterTest {
    @Test
    void countsAreThoseOfTheNotebookAndOfPlainSearches() {
        List<String> names = Recorded.names("reference/imagenet_classes.json");
        JsonNode recorded = Recorded.lines("recorded/frequency/counts.json.gz").get(0);
        NameIndex index = new NameIndex(names);
        FrequencyCounter first = new FrequencyCounter(index);
        FrequencyCounter second = new FrequencyCounter(index);
        for (JsonNode text : recorded.get("texts")) {
            (first.texts() > second.texts() ? second : first).add(text.textValue());
        }
        first.merge(second);
        Map<String, NameCount> counts = first.counts();
        assertThat(first.texts()).isEqualTo(recorded.get("texts").size());
        assertThat(counts).hasSize(recorded.get("counts").size());
        counts.forEach((name, count) -> {
            JsonNode expected = recorded.get("counts").get(name);
            assertThat(count)
                    .as(name)
                    .isEqualTo(new NameCount(
                            expected.get(0).longValue(),
                            expected.get(1).longValue(),
                            expected.get(2).longValue()));
        });
    }

    @Test
    void namesWithinNamesCountForThemselves() {
        assertThat(count(List.of("ant", "giant panda", "panda"), "A Giant Panda and an ant eater; antlers."))
                .isEqualTo(Map.of(
                        "ant", new NameCount(1, 1, 1),
                        "giant panda", new NameCount(1, 1, 1),
                        "panda", new NameCount(1, 1, 1)));
    }

    @Test
    void wordsThatTheTokenizerSplitsAreFoundByTheirParts() {
        assertThat(count(List.of("can", "do", "me", "is"), "x cannot. you don't! gimme that? 'tis so."))
                .allSatisfy((name, count) ->
                        assertThat(count.occurrences()).as(name).isOne());
    }

    @Test
    void aNameWithAFullStopIsFoundAlsoWhereASentenceSeemsToEnd() {
        assertThat(count(List.of("a . b"), "see a. b now").get("a . b").occurrences())
                .isZero();
        assertThat(count(List.of("what ? no"), "he said what? no more").get("what ? no"))
                .isEqualTo(new NameCount(1, 1, 1));
    }

    @Test
    void aNameAtAnEdgeIsOneThatTheNotebookOverlooks() {
        assertThat(count(List.of("tench"), "tench").get("tench")).isEqualTo(new NameCount(1, 1, 0));
        assertThat(count(List.of("potter's wheel"), "a potter's wheel turns").get("potter's wheel"))
                .isEqualTo(new NameCount(1, 1, 0));
        assertThat(count(List.of("missile", "missile"), "a missile flies").get("missile"))
                .isEqualTo(new NameCount(1, 1, 2));
    }

    @Test
    void whatCannotBeCountedIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NameIndex(List.of(" ")));
        assertThatIllegalArgumentException().isThrownBy(() -> new NameCount(2, 1, 0));
    }

    private static Map<String, NameCount> count(List<String> names, String text) {
        FrequencyCounter counter = new FrequencyCounter(new NameIndex(names));
        counter.add(text);
        return counter.counts();
    }
}
