package dev.vlmstream.scoring.comparisons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.rest.metrics.ModelAgreement;
import dev.vlmstream.rest.metrics.ModelAgreement.Alone;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.metrics.Curves;
import dev.vlmstream.scoring.runs.PairMatrix.ComparedModel;
import dev.vlmstream.scoring.runs.ScoreFilter;
import dev.vlmstream.scoring.runs.ViewOfARun;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two models on the same items. */
class PairsTest extends ViewOfARun {
    @Test
    void pairsOfModelsAreComparedOnTheItemsThatBothAnswered() {
        for (int item = 0; item < 12; item++) {
            add(view, score("i" + item, "m", Status.ANSWERED, true, 1), item);
            add(view, score("i" + item, "silent", Status.ANSWERED, item < 2, 1), 100 + item);
        }
        add(view, score("alone", "m", Status.ANSWERED, true, 1), 50);

        PairedMetrics pair = Pairs.of(view).get(0);

        assertThat(pair.n()).isEqualTo(12);
        assertThat(pair.onlyFirst()).isEqualTo(10);
        assertThat(pair.bothRight()).isEqualTo(2);
        // Exact McNemar: 2 · 2^-10.
        assertThat(pair.mcNemar()).isCloseTo(2 * Math.pow(2, -10), within(1e-12));
        assertThat(pair.adjusted()).isEqualTo(pair.mcNemar());
        assertThat(pair.anytimeLow()).isGreaterThan(0.5);
        assertThat(view.differing("m", "silent", ScoreFilter.ALL, ALL).entries())
                .hasSize(10);
        assertThat(differences(Difference.Kind.FIRST)).hasSize(10);
        assertThat(differences(Difference.Kind.SECOND)).isEmpty();
    }

    @Test
    void itemsAreCountedByHowManyModelsAreRightOfThoseThatAllHaveJudged() {
        assertThat(Pairs.agreement(view)).isEqualTo(new ModelAgreement(0, List.of(0L), List.of()));
        for (int item = 0; item < 10; item++) {
            add(view, score("i" + item, "m", Status.ANSWERED, item < 7, 1), item);
            add(view, score("i" + item, "silent", Status.ANSWERED, item < 2, 1), 100 + item);
        }
        add(view, score("alone", "m", Status.ANSWERED, true, 1), 50);
        add(view, score("failed", "m", Status.ANSWERED, true, 1), 51);
        add(view, score("failed", "silent", Status.FAILED, false, 0), 52);

        assertThat(Pairs.agreement(view))
                .isEqualTo(new ModelAgreement(
                        10, List.of(3L, 5L, 2L), List.of(new Alone("m", 5, 0), new Alone("silent", 0, 5))));
    }

    @Test
    void gradesAreComparedAndClusteredAsWhatTheyAre() {
        for (int item = 0; item < 6; item++) {
            add(view, graded("i" + item, "m", 0.3 + 0.1 * item), item);
            add(view, graded("i" + item, "silent", 0.3), 100 + item);
        }

        PairedMetrics pair = Pairs.of(view).get(0);

        assertThat(pair.difference()).isCloseTo(0.25, within(1e-9));
        assertThat(pair.pairedT()).isNotNull();
        assertThat(pair.mcNemar()).isNull();
        assertThat(pair.onlyFirst()).isEqualTo(4);
        assertThat(view.clustered("m").clusters()).isEqualTo(3);
        assertThat(Curves.of(view).models().get(0).points().get(0).accuracy()).isCloseTo(0.55, within(1e-9));
    }

    private static Score graded(String item, String model, double grade) {
        Score score = score(item, model, Status.ANSWERED, grade >= 0.5, 1);
        score.setGrades(Map.of("label-inclusion", grade));
        score.setImageSha256("image " + item.charAt(1) / 2);
        return score;
    }

    private List<Difference> differences(Difference.Kind kind) {
        return Difference.between(new ComparedModel(view, "m"), new ComparedModel(view, "silent"), kind, ALL)
                .entries();
    }
}
