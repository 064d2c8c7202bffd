package dev.vlmstream.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.ModelAnnouncement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelLeaseTest {
    private static final Instant RENEWED = Instant.parse("2026-01-01T00:00:00Z");

    private final ModelAnnouncement announcement = new ModelAnnouncement(
            "clip", "digest", "dual-encoder", List.of(), "embed", "test", RENEWED.toEpochMilli(), 90_000L);

    @Test
    void holdsUntilItsTimeIsUp() {
        assertThat(ModelLease.isOver(announcement, RENEWED)).isFalse();
        assertThat(ModelLease.isOver(announcement, RENEWED.plusSeconds(90))).isFalse();
        assertThat(ModelLease.isOver(announcement, RENEWED.plusMillis(90_001))).isTrue();
        assertThat(ModelLease.renewedAt(announcement)).isEqualTo(RENEWED);
    }

    @Test
    void aClockThatIsBehindEndsNone() {
        assertThat(ModelLease.isOver(announcement, RENEWED.minusSeconds(3_600))).isFalse();
    }
}
