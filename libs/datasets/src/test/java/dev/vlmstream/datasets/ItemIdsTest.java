package dev.vlmstream.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
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

    /** As {@code sort ids | sha256sum} has it. */
    @Test
    void theDigestOfASetDependsOnItsIdsAlone() {
        assertThat(ItemIds.digest(List.of("b", "a-2", "a")))
                .isEqualTo(ItemIds.digest(Set.of("a", "a-2", "b")))
                .isEqualTo("1bc86da1ab08582ec014672e2b2c9e1f4c725a2fa95c0567cee7d401634d9093");
        assertThat(ItemIds.digest(List.of()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
