package dev.vlmstream.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ItemIdsTest {
    /** Pinned with sha256sum: {@code printf 'a.png\0What?\0ant' | sha256sum}. */
    @Test
    void anIdIsADigestOfTheLine() {
        assertThat(ItemIds.of("a.png", "What?", "ant")).isEqualTo("1269eed068ab3f1f");
        assertThat(ItemIds.of("a.png", null, "ant")).isEqualTo("984f9a0467f47c47");
    }

    @Test
    void partsCannotRunIntoOneAnother() {
        assertThat(ItemIds.of("ab", "c", "d")).isNotEqualTo(ItemIds.of("a", "bc", "d"));
    }

    @Test
    void repeatedLinesAreNumbered() {
        ItemIds ids = new ItemIds();
        String first = ids.next("a.png", null, "ant");
        assertThat(ids.next("b.png", null, "ant")).doesNotContain("-");
        assertThat(ids.next("a.png", null, "ant")).isEqualTo(first + "-2");
        assertThat(ids.next("a.png", null, "ant")).isEqualTo(first + "-3");
    }
}
