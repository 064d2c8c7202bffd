package dev.vlmstream.scoring.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.items.AnswerCount;
import dev.vlmstream.rest.items.ConfusionMatrix;
import dev.vlmstream.rest.items.ConfusionRow;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.Events;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lists of a run's scores, and what its models confused. */
class RunViewTest extends ViewOfARun {
    @Test
    void filtersExcludeOneAnotherAndOrderIsByItemThenModel() {
        add(view, score("2", "m", Status.ANSWERED, false, 1), 0);
        add(view, score("1", "n", Status.UNPARSED, false, 1), 1);
        add(view, score("1", "m", Status.ANSWERED, true, 1), 2);
        add(view, score("3", "m", Status.FAILED, false, 0), 3);

        assertThat(view.scores(outcome(null, ScoreFilter.ALL), ALL).entries())
                .extracting(entry -> entry.item() + entry.model())
                .containsExactly("1m", "1n", "2m", "3m");
        assertThat(view.scores(outcome("m", ScoreFilter.RIGHT), ALL).entries())
                .extracting(ScoreEntry::item)
                .containsExactly("1");
        assertThat(view.scores(outcome("m", ScoreFilter.WRONG), ALL).entries())
                .extracting(ScoreEntry::item)
                .containsExactly("2");
        assertThat(view.scores(outcome("m", ScoreFilter.FAILED), ALL).entries())
                .extracting(ScoreEntry::item)
                .containsExactly("3");
        assertThat(view.scores(outcome(null, ScoreFilter.UNPARSED), ALL).entries())
                .extracting(ScoreEntry::model)
                .containsExactly("n");
    }

    @Test
    void pagesOfListsSayHowMuchThereIs() {
        for (int item = 0; item < 100; item++) {
            add(view, score(String.format("%03d", item), "m", Status.ANSWERED, item % 4 == 0, 1), item);
        }

        ScorePage<ScoreEntry> page = view.scores(outcome("m", ScoreFilter.WRONG), new ScorePage.Range(70, 10));

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

        assertThat(view.scores(outcome(null, ScoreFilter.ALL), ALL).entries()).isEmpty();
        assertThat(other.scores(outcome(null, ScoreFilter.ALL), ALL).entries()).hasSize(1);
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

    @Test
    void whatIsSaidWhateverIsShownStandsFirst() {
        add(view, labelled("1", "cat", "a dog"), 0);
        add(view, labelled("2", "ant", "a dog"), 1);
        add(view, labelled("3", "dog", "a dog"), 2);
        add(view, labelled("4", "dog", "something\n furry"), 3);
        Score unparsed = labelled("5", "dog", "well");
        unparsed.setStatus(Status.UNPARSED);
        add(view, unparsed, 4);

        assertThat(view.answers("m", 10))
                .containsExactly(
                        new AnswerCount("dog", true, 3, 1, 2, "1"),
                        new AnswerCount("something furry", false, 1, 0, 0, "4"));
        ConfusionMatrix matrix = view.matrix("m", null);
        assertThat(matrix.groups()).containsExactlyInAnyOrder(List.of("cat"), List.of("dog"), List.of("ant"));
        List<Long> dogs = matrix.counts().get(matrix.groups().indexOf(List.of("dog")));
        assertThat(dogs.get(matrix.groups().indexOf(List.of("dog")))).isEqualTo(1);
        assertThat(dogs.get(4)).as("none of the classes").isEqualTo(1);
        assertThat(view.matrix("m", "dog").groups()).containsExactly(List.of("dog"));
        assertThat(view.matrix("m", "dog").right()).containsExactly(1L);
        assertThat(view.matrix("m", "dog").counts()).containsExactly(List.of(1L, 0L, 1L));
        assertThat(view.matrix("m", "no such class").groups()).isEmpty();
        assertThat(view.answers("silent", 10)).isEmpty();
    }

    @Test
    void scoresAreFoundByLabelByAnswerAndByHowManyModelsAreRight() {
        add(view, labelled("1", "cat", "a dog"), 0);
        add(view, labelled("2", "cat", "something furry"), 1);
        Score failed = score("3", "m", Status.FAILED, false, 0);
        failed.setLabel("cat");
        add(view, failed, 2);
        add(view, labelled("4", "dog", "a dog"), 3);
        add(view, score("1", "n", Status.ANSWERED, true, 1), 4);
        add(view, score("2", "n", Status.UNPARSED, false, 1), 5);
        add(view, score("3", "n", Status.ANSWERED, false, 1), 6);

        assertThat(items(new ItemQuery("m", ScoreFilter.ALL, RightBy.ANY, "cat", null)))
                .containsExactly("1", "2", "3");
        assertThat(items(new ItemQuery("m", ScoreFilter.WRONG, RightBy.ANY, "cat", null)))
                .containsExactly("1", "2");
        assertThat(items(new ItemQuery("m", ScoreFilter.ALL, RightBy.ANY, null, "dog")))
                .containsExactly("1", "4");
        assertThat(items(new ItemQuery("m", ScoreFilter.ALL, RightBy.ANY, "cat", "")))
                .containsExactly("2");
        assertThat(items(new ItemQuery("m", ScoreFilter.ALL, RightBy.ANY, "elk", null)))
                .isEmpty();
        assertThat(items(new ItemQuery("m", ScoreFilter.ALL, RightBy.NONE, null, null)))
                .containsExactly("2");
        assertThat(items(new ItemQuery(null, ScoreFilter.ALL, RightBy.NONE, null, null)))
                .containsExactly("2", "2");
        assertThat(items(new ItemQuery("n", ScoreFilter.RIGHT, RightBy.ONE, null, null)))
                .containsExactly("1");
        assertThat(items(new ItemQuery("m", ScoreFilter.ALL, RightBy.SOME, null, null)))
                .containsExactly("1");
        assertThat(items(new ItemQuery("m", ScoreFilter.ALL, RightBy.ALL, null, null)))
                .isEmpty();
        assertThat(view.scores(
                        new ItemQuery("m", ScoreFilter.ALL, RightBy.ANY, "cat", null), new ScorePage.Range(1, 1)))
                .satisfies(page -> assertThat(page.total()).isEqualTo(3))
                .satisfies(page ->
                        assertThat(page.entries()).extracting(ScoreEntry::item).containsExactly("2"));
    }

    private List<String> items(ItemQuery query) {
        return view.scores(query, ALL).entries().stream().map(ScoreEntry::item).toList();
    }

    private static ItemQuery outcome(@Nullable String model, ScoreFilter filter) {
        return new ItemQuery(model, filter, RightBy.ANY, null, null);
    }

    private static Score labelled(String item, String label, String text) {
        Score score = score(item, "m", Status.ANSWERED, false, 1);
        score.setLabel(label);
        score.getPrediction().setText(text);
        return score;
    }
}
