package dev.vlmstream.scoring.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.Status;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewestScoresTest extends ViewOfARun {
    @Test
    void theNewestAreKeptAndAReaderGetsThoseItHasNotSeen() {
        IntStream.rangeClosed(1, 100).forEach(i -> add(view, score("" + i, "m", Status.ANSWERED, true, i), i));
        assertThat(view.arrived()).isEqualTo(100);
        assertThat(view.newest(0)).hasSize(NewestScores.MOST);
        assertThat(view.newest(0).get(0).offset()).isEqualTo(100);

        add(view, score("101", "m", Status.ANSWERED, false, 101), 101);
        add(view, score("102", "n", Status.UNPARSED, false, 102), 102);

        assertThat(view.newest(100)).extracting(ScoreEntry::item).containsExactly("102", "101");
        assertThat(view.newest(100))
                .extracting(ScoreEntry::part)
                .containsExactly(ScoreFilter.UNPARSED, ScoreFilter.WRONG);
        assertThat(view.newest(102)).isEmpty();
    }

    @Test
    void whatAPartitionReadLateSaidEarlierIsNotNew() {
        IntStream.rangeClosed(1, 80)
                .forEach(i -> add(view, score("late" + i, "m", Status.ANSWERED, true, 1000 + i), i));
        IntStream.rangeClosed(1, 80).forEach(i -> add(view, score("early" + i, "m", Status.ANSWERED, true, i), i));

        assertThat(view.newest(0))
                .hasSize(NewestScores.MOST)
                .allMatch(entry -> entry.item().startsWith("late"));
    }

    @Test
    void whatFailedWithoutAPredictionIsAsNewAsWhatCameBefore() {
        add(view, score("1", "m", Status.ANSWERED, true, 7), 1);
        add(view, score("2", "m", Status.FAILED, false, 0), 2);

        assertThat(view.newest(0)).extracting(ScoreEntry::item).isEqualTo(List.of("2", "1"));
    }
}
