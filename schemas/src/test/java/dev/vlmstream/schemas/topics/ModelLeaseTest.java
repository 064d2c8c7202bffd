package dev.vlmstream.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.ModelAnnouncement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ModelLeaseTest {
    private static final long SECOND = 1_000_000_000;

    private final Instant now = Instant.ofEpochMilli(System.currentTimeMillis());

    private static ModelAnnouncement announced(Instant at) {
        return new ModelAnnouncement(
                "clip",
                "digest",
                "dual-encoder",
                List.of(),
                "embed",
                "test",
                at.toEpochMilli(),
                90_000L,
                "fp32",
                "is away");
    }

    private static ConsumerRecord<byte[], byte[]> record(TimestampType type, Instant at) {
        return new ConsumerRecord<>(
                "models",
                0,
                0,
                at.toEpochMilli(),
                type,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }

    /** Its clock may be an hour fast, or 31 s or a year slow. */
    @Test
    void aRenewalThatIsSeenHoldsForItsTimeWhateverTheServicesClockSays() {
        for (Duration off : List.of(Duration.ofMinutes(59), Duration.ofSeconds(-31), Duration.ofDays(-365))) {
            for (TimestampType type : List.of(TimestampType.LOG_APPEND_TIME, TimestampType.CREATE_TIME)) {
                Instant wrong = now.plus(off);
                ModelLease lease = ModelLease.renewed(record(type, wrong), announced(wrong));
                long seen = System.nanoTime();
                assertThat(lease.isOver(seen + 89 * SECOND)).as("%s", off).isFalse();
                assertThat(lease.isOver(seen + 91 * SECOND)).as("%s", off).isTrue();
            }
        }
    }

    @Test
    void oneThatWasThereIsAsOldAsTheBrokerSays() {
        Instant gone = now.minusSeconds(3_600);
        ModelLease fast =
                ModelLease.found(record(TimestampType.LOG_APPEND_TIME, gone), announced(now.plusSeconds(3_540)));
        assertThat(fast.isOver()).isTrue();
        assertThat(fast.trouble()).isEmpty();
        assertThat(fast.model().announcedAt()).isEqualTo(gone.toEpochMilli());

        ModelLease slow = ModelLease.found(record(TimestampType.LOG_APPEND_TIME, now), announced(gone));
        long seen = System.nanoTime();
        assertThat(slow.isOver(seen)).isFalse();
        assertThat(slow.trouble()).isEqualTo("is away");
        assertThat(slow.isOver(seen + 91 * SECOND)).isTrue();
    }

    @Test
    void whereTheTopicHasTheWritersDatesTheAnnouncementsCounts() {
        ModelLease lease = ModelLease.found(record(TimestampType.CREATE_TIME, now), announced(now.minusSeconds(3_600)));
        assertThat(lease.isOver()).isTrue();
        assertThat(lease.model().announcedAt())
                .isEqualTo(now.minusSeconds(3_600).toEpochMilli());
    }
}
