package dev.vlmstream.scoring.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.Absence;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AbsencesTest {
    private static final long SECOND = 1_000_000_000L;

    private final Map<String, List<String>> late = new HashMap<>();
    private final Absences absences = new Absences(() -> late, Duration.ofSeconds(10));

    @Test
    void aModelThatIsWaitedForTooLongIsAbsent() {
        late.put("r", List.of("m", "n"));
        assertThat(absences.due(0)).isEmpty();
        assertThat(absences.due(9 * SECOND)).isEmpty();
        assertThat(absences.due(10 * SECOND))
                .extracting(Absence::getRun, Absence::getModel)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("r", "m"), org.assertj.core.groups.Tuple.tuple("r", "n"));
    }

    @Test
    void eachRunHasItsOwnPatience() {
        late.put("first", List.of("m"));
        absences.due(0);
        late.put("second", List.of("m"));
        absences.due(8 * SECOND);
        assertThat(absences.due(11 * SECOND)).extracting(Absence::getRun).containsExactly("first");
    }

    @Test
    void oneThatCameIsForgotten() {
        late.put("r", List.of("m"));
        absences.due(0);
        late.clear();
        absences.due(5 * SECOND);
        late.put("r", List.of("m"));
        assertThat(absences.due(12 * SECOND)).as("it is waited for again").isEmpty();
    }

    @Test
    void whoTakesOverWaitsAnew() {
        late.put("r", List.of("m"));
        absences.due(0);
        absences.forget();
        assertThat(absences.due(12 * SECOND)).isEmpty();
        assertThat(absences.due(22 * SECOND)).hasSize(1);
    }
}
