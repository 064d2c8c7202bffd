package dev.vlmstream.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GradeMoments;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.Wilson;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether the intervals hold what they say, by drawing from a known truth: 2,000 runs watched item by item, 10,000 of
 * everything else (the standard error of a share of 5 % is 0.2 points). Each share is printed.
 */
class SimulationTest {
    private static final int WATCHED = 2000;
    private static final int RUNS = 10_000;

    private final SplittableRandom random = new SplittableRandom(1234);

    private double share(String what, int runs, Predicate<SplittableRandom> run) {
        double share = IntStream.range(0, runs).filter(i -> run.test(random)).count() / (double) runs;
        System.out.printf("%s: %.4f of %d runs%n", what, share, runs);
        return share;
    }

    @ParameterizedTest
    @CsvSource({"0.5", "0.228", "0.05", "0.95", "0.99"})
    void whoLooksAfterEveryItemFindsTheTruthOutsideInAtMostFivePercentOfRuns(double truth) {
        ConfidenceSequence sequence = new ConfidenceSequence(0.95);
        double left = share(
                "confidence sequence left within 2000 items, truth " + truth,
                WATCHED,
                run -> leaves(truth, 2000, run, sequence));
        assertThat(left).isLessThanOrEqualTo(0.05);
    }

    /** Whether the truth is outside after any item. A wider interval than Wilson's need not be computed each time. */
    private static boolean leaves(double truth, int items, SplittableRandom random, ConfidenceSequence sequence) {
        int correct = 0;
        for (int n = 1; n <= items; n++) {
            correct += random.nextDouble() < truth ? 1 : 0;
            if (outside(Wilson.interval(correct, n).orElseThrow(), truth)
                    && outside(sequence.at(correct, n).orElseThrow(), truth)) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @CsvSource({"398, 0.085", "1000, 0.228", "1000, 0.5", "2000, 0.38", "6149, 0.9"})
    void wilsonsIntervalsHoldTheTruthAsOftenAsTheySay(int items, double truth) {
        double missed = share("Wilson, " + items + " items, truth " + truth + ", missed", RUNS, run -> {
            long correct = 0;
            for (int i = 0; i < items; i++) {
                correct += run.nextDouble() < truth ? 1 : 0;
            }
            return outside(Wilson.interval(correct, items).orElseThrow(), truth);
        });
        assertThat(missed).isBetween(0.04, 0.06);
    }

    private static boolean outside(Interval interval, double truth) {
        return truth < interval.low() || truth > interval.high();
    }

    @ParameterizedTest
    @CsvSource({
        "20, 5, 0.4, 0.3",
        "100, 4, 0.4, 0",
        "200, 4, 0.4, 0.5",
        "200, 3, 0.9, 0.5",
        "500, 2, 0.05, 0.9",
        "1961, 2, 0.38, 0.5"
    })
    void clusteredIntervalsHoldTheTruthAsOftenAsTheySay(int clusters, int most, double truth, double alike) {
        String what = clusters + " clusters, truth " + truth + ", alike " + alike + ", missed";
        double missed = share(what, RUNS, run -> {
            ClusteredProportion drawn = ClusteredProportion.NONE;
            for (int i = 0; i < clusters; i++) {
                drawn = drawn.add(cluster(1 + run.nextInt(most), truth, alike, run));
            }
            return outside(drawn.interval().orElseThrow(), truth);
        });
        assertThat(missed).isBetween(0.04, 0.06);
    }

    @ParameterizedTest
    @CsvSource({"30, 0.1", "30, 0.6", "300, 0.03", "300, 0.9"})
    void intervalsOfGradesHoldTheTruthAsOftenAsTheySay(int items, double easy) {
        double[] grades = {0, 0.3, 0.6, 0.9};
        double truth = easy + (1 - easy) * 0.45;
        double missed = share(items + " grades, truth " + truth + ", missed", RUNS, run -> {
            CorrectCount count = CorrectCount.NONE;
            for (int i = 0; i < items; i++) {
                double grade = run.nextDouble() < easy ? 1 : grades[run.nextInt(4)];
                count = count.addGrade(GradeMoments.billionths(grade));
            }
            return outside(count.interval().orElseThrow(), truth);
        });
        assertThat(missed).isBetween(0.04, 0.06);
    }

    /** Items of a cluster take its common outcome with that probability, else one of their own. */
    private static CorrectCount cluster(int size, double truth, double alike, SplittableRandom random) {
        boolean common = random.nextDouble() < truth;
        CorrectCount count = CorrectCount.NONE;
        for (int i = 0; i < size; i++) {
            count = count.add(random.nextDouble() < alike ? common : random.nextDouble() < truth);
        }
        return count;
    }

    @ParameterizedTest
    @CsvSource({"100, 0.3", "1000, 0.1", "400, 0.5"})
    void modelsThatAreEquallyGoodAreSaidToDifferInAtMostFivePercentOfRuns(int items, double discordant) {
        double falsePositives = share(
                items + " pairs, McNemar's false positives",
                RUNS,
                run -> pairs(items, discordant, 0, run).mcNemar().orElseThrow() <= 0.05);
        assertThat(falsePositives).isLessThanOrEqualTo(0.05);
    }

    @ParameterizedTest
    @CsvSource({"100, 0.3, 0", "400, 0.2, 0.1", "1000, 0.05, 0.02", "50, 0.1, 0.1"})
    void pairedIntervalsHoldTheTruthAsOftenAsTheySay(int items, double discordant, double difference) {
        String what = items + " pairs, difference " + difference + ", missed";
        double missed = share(
                what,
                RUNS,
                run -> !pairs(items, discordant, difference, run)
                        .interval()
                        .orElseThrow()
                        .contains(difference));
        assertThat(missed).isLessThanOrEqualTo(0.06);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0.1", "0.4, 0.2", "0.3, 0.1"})
    void withTheItemsNeededADifferenceIsSeenAsOftenAsWasAskedFor(double discordant, double difference) {
        int items = (int) PairedPower.USUAL.itemsNeeded(difference, discordant).orElseThrow();
        double seen = share(
                items + " pairs, difference " + difference + ", seen",
                RUNS,
                run -> pairs(items, discordant, difference, run).mcNemar().orElseThrow() <= 0.05);
        assertThat(seen).isGreaterThanOrEqualTo(0.8);
    }

    private static PairedCounts pairs(int items, double discordant, double difference, SplittableRandom random) {
        double onlyFirst = (discordant + difference) / 2;
        PairedCounts counts = PairedCounts.NONE;
        for (int i = 0; i < items; i++) {
            double drawn = random.nextDouble();
            counts = counts.add(drawn < onlyFirst || drawn >= discordant, drawn >= onlyFirst);
        }
        return counts;
    }
}
