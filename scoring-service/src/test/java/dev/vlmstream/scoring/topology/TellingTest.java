package dev.vlmstream.scoring.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TellingTest {
    private static final long NOW = 1_000_000 * Telling.SOON;

    private final Telling telling = new Telling();

    @Test
    void allPartitionsTellAtTheSameMoments() {
        assertThat(telling.next(NOW)).isEqualTo(Duration.ofMillis(Telling.SOON));
        assertThat(telling.next(NOW + 1)).isEqualTo(Duration.ofMillis(Telling.SOON - 1));
        assertThat(telling.next(NOW + Telling.SOON - 1)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void fewRecordsAreToldAtTheNextMoment() {
        telling.told(NOW);
        count(Telling.BULK);
        assertThat(telling.isDue(NOW + Telling.SOON)).isTrue();
    }

    @Test
    void aBulkIsToldSeldom() {
        telling.told(NOW);
        for (long at = NOW + Telling.SOON; at < NOW + Telling.SELDOM; at += Telling.SOON) {
            count(Telling.BULK + 1);
            assertThat(telling.isDue(at)).isFalse();
        }
        count(Telling.BULK + 1);
        assertThat(telling.isDue(NOW + Telling.SELDOM)).isTrue();
    }

    @Test
    void theEndOfABulkIsToldSoon() {
        telling.told(NOW);
        count(Telling.BULK + 1);
        assertThat(telling.isDue(NOW + Telling.SOON)).isFalse();
        count(1);
        assertThat(telling.isDue(NOW + 2 * Telling.SOON)).isTrue();
    }

    @Test
    void aClockThatIsSetBackDoesNotSilenceIt() {
        telling.told(NOW);
        count(Telling.BULK + 1);
        assertThat(telling.isDue(NOW - 3_600_000)).isTrue();
    }

    private void count(int records) {
        IntStream.range(0, records).forEach(i -> telling.counted());
    }
}
