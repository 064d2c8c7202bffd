package dev.vlmstream.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void everythingButTopicsBeginsWithPrefixAndCommonWord() {
        Names names = new Names("team-a.");
        assertThat(names.topic(Topic.DEAD_LETTERS)).isEqualTo("team-a.dead-letters");
        assertThat(names.group("scoring")).isEqualTo("team-a.vlmstream-scoring");
        assertThat(Names.member(names.group("embed-my-clip"), "pod-0"))
                .isEqualTo("team-a.vlmstream-embed-my-clip-pod-0");
        assertThat(new Names("").group("ingest")).isEqualTo("vlmstream-ingest");
    }

    @Test
    void aPrefixThatKafkaWouldNotTakeIsRefused() {
        assertThatThrownBy(() -> new Names("team a/")).hasMessageContaining("team a/");
    }
}
