package dev.vlmstream.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.vlmstream.evaluation.metrics.ClassTally;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GradeMoments;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.PopeTally;
import dev.vlmstream.evaluation.metrics.Wilson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /** Of a grade that is not whole. */
    private static final double MEAN_GRADE = 0.45;

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

    @ParameterizedTest
    @CsvSource({"0.2", "0.8"})
    void soDoesWhoWatchesGrades(double easy) {
        ConfidenceSequence sequence = new ConfidenceSequence(0.95);
        double truth = easy + (1 - easy) * MEAN_GRADE;
        double left = share("confidence sequence of grades left within 500 items, truth " + truth, WATCHED, run -> {
            double points = 0;
            for (int n = 1; n <= 500; n++) {
                points += grade(easy, run);
                if (farFrom(truth, points, n) && outside(sequence.at(points, n).orElseThrow(), truth)) {
                    return true;
                }
            }
            return false;
        });
        assertThat(left).isLessThanOrEqualTo(0.05);
    }

    @ParameterizedTest
    @CsvSource({"0.1", "0.4"})
    void whoWatchesTwoEquallyGoodModelsFindsThemDecidedInAtMostFivePercentOfRuns(double discordant) {
        ConfidenceSequence sequence = new ConfidenceSequence(0.95);
        double decided = share("pair decided within 2000 items, discordant " + discordant, WATCHED, run -> {
            int first = 0;
            int differing = 0;
            for (int item = 0; item < 2000; item++) {
                if (run.nextDouble() < discordant) {
                    first += run.nextBoolean() ? 1 : 0;
                    differing++;
                    if (outside(Wilson.interval(first, differing).orElseThrow(), 0.5)
                            && outside(sequence.at(first, differing).orElseThrow(), 0.5)) {
                        return true;
                    }
                }
            }
            return false;
        });
        assertThat(decided).isLessThanOrEqualTo(0.05);
    }

    /** Whether the truth is outside after any item. */
    private static boolean leaves(double truth, int items, SplittableRandom random, ConfidenceSequence sequence) {
        int correct = 0;
        for (int n = 1; n <= items; n++) {
            correct += random.nextDouble() < truth ? 1 : 0;
            if (farFrom(truth, correct, n) && outside(sequence.at(correct, n).orElseThrow(), truth)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the truth is outside a 94 % interval of Wilson's: if not, the wider one of a sequence need not be computed. */
    private static boolean farFrom(double truth, double points, int n) {
        return Math.abs(points / n - truth) > 1.88 * Math.sqrt(truth * (1 - truth) / n);
    }

    @ParameterizedTest
    @CsvSource({"28, 0.2", "398, 0.085", "1000, 0.228", "1000, 0.5", "2000, 0.38", "6149, 0.9"})
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

    /** Of so few items no interval of a proportion can do better at every truth: there are too few counts. */
    @ParameterizedTest
    @CsvSource({"1, 0.5", "1, 0.9", "2, 0.5", "2, 0.9", "2, 0.98", "5, 0.5", "5, 0.9", "5, 0.98"})
    void withTheFewItemsOfAClassTheyMissItInOneRunOfTenAtMost(int items, double truth) {
        double missed = share(
                "Wilson, " + items + " items, truth " + truth + ", missed",
                RUNS,
                run -> outside(drawn(items, truth, run).interval().orElseThrow(), truth));
        assertThat(missed).isLessThanOrEqualTo(0.11);
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
        double truth = easy + (1 - easy) * MEAN_GRADE;
        double missed = share(items + " grades, truth " + truth + ", missed", RUNS, run -> {
            CorrectCount count = CorrectCount.NONE;
            for (int i = 0; i < items; i++) {
                count = count.addGrade(GradeMoments.billionths(grade(easy, run)));
            }
            return outside(count.interval().orElseThrow(), truth);
        });
        assertThat(missed).isBetween(0.04, 0.06);
    }

    /** A grade of VQA accuracy: whole where an item is easy. */
    private static double grade(double easy, SplittableRandom random) {
        return random.nextDouble() < easy ? 1 : 0.3 * random.nextInt(4);
    }

    /** n items of which each is right with probability p. */
    private static CorrectCount drawn(long n, double p, SplittableRandom random) {
        long right = 0;
        for (long i = 0; i < n; i++) {
            right += random.nextDouble() < p ? 1 : 0;
        }
        return new CorrectCount(n, right);
    }

    /** How many items a class has; skewed: 50, 25, 16 and so on, at least one. */
    private static int items(String perClass, int index) {
        return perClass.equals("skewed") ? Math.max(1, 50 / (index + 1)) : Integer.parseInt(perClass);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 14, alike",
        "1, 100, alike",
        "1, 100, mixed",
        "1, 100, extreme",
        "2, 14, alike",
        "2, 100, alike",
        "2, 100, mixed",
        "2, 100, extreme",
        "5, 14, alike",
        "5, 100, alike",
        "5, 100, mixed",
        "5, 100, extreme",
        "50, 14, alike",
        "50, 100, alike",
        "50, 100, mixed",
        "50, 100, extreme",
        "skewed, 14, alike",
        "skewed, 100, alike",
        "skewed, 100, mixed",
        "skewed, 100, extreme",
        "skewed, 100, rare"
    })
    void intervalsOfTheMeanRecallHoldTheTruthAtAnyNumberOfItemsAClass(String perClass, int classes, String shares) {
        double[] truths = new double[classes];
        for (int i = 0; i < classes; i++) {
            truths[i] = switch (shares) {
                case "alike" -> 0.7;
                case "mixed" -> (i * 37 % classes + 0.5) / classes;
                case "extreme" -> i % 2 == 0 ? 0.98 : 0.05;
                default -> items(perClass, i) == 1 ? 0.5 : 0.95;
            };
        }
        double truth = Arrays.stream(truths).average().orElseThrow();
        String what = perClass + " items a class, " + classes + " classes, " + shares + ", mean recall missed";
        double missed = share(what, RUNS / 2, run -> {
            Map<String, CorrectCount> counts = new HashMap<>();
            for (int i = 0; i < classes; i++) {
                counts.put("class " + i, drawn(items(perClass, i), truths[i], run));
            }
            return outside(MeanRecall.interval(new ClassTally(counts)).orElseThrow(), truth);
        });
        assertThat(missed).isLessThanOrEqualTo(0.06);
    }

    /** The truth is the correlation over all classes of which these are drawn, each measured by as many items. */
    @ParameterizedTest
    @CsvSource({"1, 14", "1, 100", "2, 100", "5, 14", "5, 100", "50, 14", "50, 100"})
    void intervalsOfTheRankCorrelationHoldTheTruth(int items, int classes) {
        double[][] all = classes(items, 100_000, random);
        double truth = Correlation.spearman(all[0], all[1]).orElseThrow();
        String what = items + " items a class, " + classes + " classes, Spearman's " + truth + " missed";
        double missed = share(what, WATCHED, run -> {
            double[][] drawn = classes(items, classes, run);
            return !Correlation.spearmanInterval(drawn[0], drawn[1])
                    .orElseThrow()
                    .contains(truth);
        });
        assertThat(missed).isLessThanOrEqualTo(0.06);
    }

    /** How often names occur, over orders of magnitude, and measured accuracies that rise with it. */
    private static double[][] classes(int items, int classes, SplittableRandom random) {
        double[][] drawn = new double[2][classes];
        for (int i = 0; i < classes; i++) {
            double magnitude = 4 + 2 * random.nextGaussian();
            drawn[0][i] = Math.floor(Math.exp(magnitude));
            double logit = (magnitude - 4) / 2 + random.nextGaussian();
            drawn[1][i] =
                    drawn(items, 1 / (1 + Math.exp(-logit)), random).accuracy().orElseThrow();
        }
        return drawn;
    }

    @ParameterizedTest
    @CsvSource({"50, 0.9, 0.2", "300, 0.8, 0.3", "3000, 0.85, 0.15"})
    void intervalsOfPopesFiguresHoldTheTruthAsOftenAsTheySay(int questions, double recall, double falseYes) {
        double precision = recall / (recall + falseYes);
        double f1 = 2 * precision * recall / (precision + recall);
        int[] missed = new int[2];
        double ofF1 = share(questions + " questions, F1 " + f1 + " missed", RUNS, run -> {
            CorrectCount there = CorrectCount.NONE;
            CorrectCount absent = CorrectCount.NONE;
            long saidYes = 0;
            for (int i = 0; i < questions; i++) {
                boolean present = run.nextBoolean();
                boolean yes = run.nextDouble() < (present ? recall : falseYes);
                there = present ? there.add(yes) : there;
                absent = present ? absent : absent.add(!yes);
                saidYes += yes ? 1 : 0;
            }
            PopeTally tally = PopeTally.of(there, absent, saidYes, 0);
            missed[0] += outside(tally.precisionInterval().orElseThrow(), precision) ? 1 : 0;
            missed[1] += outside(tally.recallInterval().orElseThrow(), recall) ? 1 : 0;
            return outside(tally.f1Interval().orElseThrow(), f1);
        });
        System.out.printf(
                "  precision missed %.4f, recall missed %.4f%n", missed[0] / (double) RUNS, missed[1] / (double) RUNS);
        assertThat(List.of(ofF1, missed[0] / (double) RUNS, missed[1] / (double) RUNS))
                .allSatisfy(share -> assertThat(share).isBetween(0.035, 0.065));
    }

    /** The number is too high even of a model whose probabilities are right: it needs many items, and has no interval. */
    @ParameterizedTest
    @CsvSource({"28, 0.18", "100, 0.103", "398, 0.053", "2000, 0.024"})
    void aCalibratedModelSeemsOffByPointsWhereItemsAreFew(int items, double off) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 1000; i++) {
            Calibration calibration = new Calibration(Calibration.USUAL_BINS);
            for (int item = 0; item < items; item++) {
                double confidence = 1 - random.nextDouble() * random.nextDouble();
                calibration.add(confidence, random.nextDouble() < confidence);
            }
            sum += calibration.expectedError().orElseThrow() / 1000;
            squares += calibration.brier().orElseThrow() / 1000;
        }
        System.out.printf("%d items, expected calibration error of a calibrated model: %.4f%n", items, sum);
        assertThat(sum).isCloseTo(off, withinPercentage(5));
        // Brier's score has no such bias: the mean of p (1 − p), for p = 1 − uv, is 1/4 − 1/9.
        assertThat(squares).isCloseTo(5.0 / 36, within(0.005));
    }

    /** α is chosen on the items judged, or for each fold on the others; the truth is the accuracy of what was chosen. */
    @ParameterizedTest
    @CsvSource({"60", "398"})
    void whatIsChosenOnTheItemsJudgedIsTooHighAndCrossFittingIsNot(int items) {
        double[] mean = {0.4, 0.2, 0, -0.2, -0.4};
        CalibrationSweep many = new CalibrationSweep(mean);
        addItems(many, 200_000, random);
        double[] truths = many.result().points().stream()
                .mapToDouble(point -> point.top1().accuracy().orElseThrow())
                .toArray();
        double[] above = new double[2];
        int[] missed = new int[1];
        double best = share(items + " items, best α missed", RUNS / 5, run -> {
            CalibrationSweep sweep = new CalibrationSweep(mean);
            addItems(sweep, items, run);
            CalibrationSweep.Calibrated found = sweep.result();
            CorrectCount chosen = found.best().top1();
            CorrectCount fitted = found.crossFittedTop1();
            double truth = truths[found.best().alpha()];
            double truthOfFolds = found.foldAlphas().stream()
                    .mapToDouble(alpha -> truths[alpha])
                    .average()
                    .orElseThrow();
            above[0] += (chosen.accuracy().orElseThrow() - truth) / (RUNS / 5);
            above[1] += (fitted.accuracy().orElseThrow() - truthOfFolds) / (RUNS / 5);
            missed[0] += outside(fitted.interval().orElseThrow(), truthOfFolds) ? 1 : 0;
            return outside(chosen.interval().orElseThrow(), truth);
        });
        System.out.printf(
                "  too high by %.4f; cross-fitted missed %.4f, too high by %.4f%n",
                above[0], missed[0] / (RUNS / 5.0), above[1]);
        assertThat(above[0]).isGreaterThan(3 * Math.abs(above[1]));
        assertThat(missed[0] / (RUNS / 5.0)).isLessThanOrEqualTo(0.065);
        assertThat(best).isPositive();
    }

    private static void addItems(CalibrationSweep sweep, int items, SplittableRandom random) {
        for (int i = 0; i < items; i++) {
            int label = random.nextInt(5);
            float[] sums = new float[5];
            for (int c = 0; c < sums.length; c++) {
                sums[c] = (float) (random.nextGaussian() + (c == label ? 1 : 0));
            }
            sweep.add(sums, label, "image " + random.nextInt());
        }
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

    /** Four of them, as in a run: the probability that any of the six pairs is said to differ. */
    @ParameterizedTest
    @CsvSource({"100, 0.3", "400, 0.8"})
    void holmBoundsTheProbabilityThatAnyPairIsSaidToDiffer(int items, double alike) {
        int models = 4;
        double any = share(items + " items, any of six pairs found to differ", WATCHED, run -> {
            PairedCounts[][] pairs = new PairedCounts[models][models];
            for (PairedCounts[] row : pairs) {
                Arrays.fill(row, PairedCounts.NONE);
            }
            for (int item = 0; item < items; item++) {
                boolean common = run.nextDouble() < 0.4;
                boolean[] right = new boolean[models];
                for (int model = 0; model < models; model++) {
                    right[model] = run.nextDouble() < alike ? common : run.nextDouble() < 0.4;
                    for (int other = 0; other < model; other++) {
                        pairs[other][model] = pairs[other][model].add(right[other], right[model]);
                    }
                }
            }
            List<Double> p = new ArrayList<>();
            for (int model = 0; model < models; model++) {
                for (int other = 0; other < model; other++) {
                    p.add(pairs[other][model].mcNemar().orElseThrow());
                }
            }
            return Holm.adjusted(p).stream().anyMatch(value -> value <= 0.05);
        });
        assertThat(any).isLessThanOrEqualTo(0.05);
    }

    @ParameterizedTest
    @CsvSource({"30, 0.2, 0.2", "30, 0.2, 0.5", "300, 0.6, 0.6", "300, 0.6, 0.5"})
    void differencesOfGradesHoldTheTruthAndAreNoMoreOftenSeenThanTheyShouldBe(int items, double first, double second) {
        double truth = (first - second) * (1 - MEAN_GRADE);
        int[] seen = new int[1];
        double missed = share(items + " pairs of grades, difference " + truth + ", missed", RUNS, run -> {
            PairedGrades grades = PairedGrades.NONE;
            for (int i = 0; i < items; i++) {
                grades = grades.add(
                        GradeMoments.billionths(grade(first, run)), GradeMoments.billionths(grade(second, run)));
            }
            seen[0] += grades.pValue().orElseThrow() <= 0.05 ? 1 : 0;
            return !grades.interval().orElseThrow().contains(truth);
        });
        System.out.printf("  p of the paired t test at most 0.05: %.4f%n", seen[0] / (double) RUNS);
        assertThat(missed).isBetween(0.04, 0.06);
        if (truth == 0) {
            assertThat(seen[0] / (double) RUNS).isLessThanOrEqualTo(0.06);
        }
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
