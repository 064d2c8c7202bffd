package dev.vlmstream.scoring.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.items.ConfusionRow;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.Events;
import org.junit.jupiter.api.Test;

/** Lists of a run's scores, and what its models confused. */
class RunViewTest extends ViewOfARun {
    @Test
    void filtersExcludeOneAnotherAndOrderIsByItemThenModel() {
        add(view, score("2", "m", Status.ANSWERED, false, 1), 0);
        add(view, score("1", "n", Status.UNPARSED, false, 1), 1);
        add(view, score("1", "m", Status.ANSWERED, true, 1), 2);
        add(view, score("3", "m", Status.FAILED, false, 0), 3);

        assertThat(view.scores(null, ScoreFilter.ALL, ALL).entries())
                .extracting(entry -> entry.item() + entry.model())
                .containsExactly("1m", "1n", "2m", "3m");
        assertThat(view.scores("m", ScoreFilter.RIGHT, ALL).entries())
                .extracting(ScoreEntry::item)
                .containsExactly("1");
        assertThat(view.scores("m", ScoreFilter.WRONG, ALL).entries())
                .extracting(ScoreEntry::item)
                .containsExactly("2");
        assertThat(view.scores("m", ScoreFilter.FAILED, ALL).entries())
                .extracting(ScoreEntry::item)
                .containsExactly("3");
        assertThat(view.scores(null, ScoreFilter.UNPARSED, ALL).entries())
                .extracting(ScoreEntry::model)
                .containsExactly("n");
    }

    @Test
    void pagesOfListsSayHowMuchThereIs() {
        for (int item = 0; item < 100; item++) {
            add(view, score(String.format("%03d", item), "m", Status.ANSWERED, item % 4 == 0, 1), item);
        }

        ScorePage<ScoreEntry> page = view.scores("m", ScoreFilter.WRONG, new ScorePage.Range(70, 10));

        assertThat(page.total()).isEqualTo(75);
        assertThat(page.entries()).extracting(ScoreEntry::item).containsExactly("094", "095", "097", "098", "099");
        assertThat(view.of("007", null)).extracting(ScoreEntry::offset).containsExactly(7L);
        assertThat(view.anyOf("no such item")).isEmpty();
    }

    @Test
    void aDeletedRunLeavesNothingInTheIndex() {
        add(view, score("1", "m", Status.ANSWERED, true, 1), 0);
        RunView other = new RunView(index);
        add(other, score("2", "m", Status.ANSWERED, true, 1), 1);

        view.delete();

        assertThat(view.scores(null, ScoreFilter.ALL, ALL).entries()).isEmpty();
        assertThat(other.scores(null, ScoreFilter.ALL, ALL).entries()).hasSize(1);
    }

    @Test
    void confusionsAreCountedAlsoForScoresReadBeforeTheManifest() {
        RunView early = new RunView(index);
        add(early, labelled("1", "cat", "I see a DOG."), 0);
        add(early, labelled("2", "cat", "something furry"), 1);
        early.manifest(Events.manifest("r", "open-world", 3, "m"));
        add(early, labelled("3", "cat", "a cat"), 2);

        assertThat(early.confusions("m", 10))
                .containsExactlyInAnyOrder(
                        new ConfusionRow("cat", "dog", 1, 3, "1"), new ConfusionRow("cat", null, 1, 3, "2"));
    }

    private static Score labelled(String item, String label, String text) {
        Score score = score(item, "m", Status.ANSWERED, false, 1);
        score.setLabel(label);
        score.getPrediction().setText(text);
        return score;
    }
}
