package dev.vlmstream.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final EnumSet<FaultKind> ALL = EnumSet.allOf(FaultKind.class);
    private static final List<String> SERVICES = List.of("ingest", "ingest-1", "scoring");

    @Test
    void theSameSeedDealsTheSameFaults() {
        Schedule first = new Schedule(5, ALL, SERVICES);
        Schedule again = new Schedule(5, ALL, SERVICES);
        assertThat(first.round(10)).isEqualTo(again.round(10));
        assertThat(first.round(7)).isEqualTo(again.round(7)).isNotEqualTo(new Schedule(6, ALL, SERVICES).round(7));
    }

    @Test
    void asManyFaultsAsThereAreKindsHaveEachKindOnce() {
        assertThat(new Schedule(1, ALL, SERVICES).round(ALL.size()))
                .extracting(Fault::kind)
                .containsExactlyInAnyOrderElementsOf(ALL);
    }

    @Test
    void faultsComeOneAfterAnotherAndAreNumberedOverRounds() {
        Schedule schedule = new Schedule(2, ALL, SERVICES);
        schedule.round(3);
        List<Fault> faults = schedule.round(4);
        assertThat(faults).extracting(Fault::number).containsExactly(4, 5, 6, 7);
        assertThat(faults).extracting(Fault::at).isSorted().doesNotHaveDuplicates();
    }
}
