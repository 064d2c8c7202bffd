package dev.vlmstream.evaluation.metrics;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Counts of a poll about objects' presence, and POPE's figures of them (Y. Li et al., "Evaluating Object Hallucination
 * in Large Vision-Language Models", EMNLP 2023). One tally each for random, popular and adversarial questions.
 *
 * <p>An unparsed answer is neither yes nor no: it is in n, it is not correct, and if the object is there it was not
 * recalled. With POPE's own reading of answers ({@link dev.vlmstream.evaluation.rules.YesNo#published}) there is none;
 * lmms-eval leaves such answers out of recall, and takes the share of yes from the labels, where it says nothing of the
 * model.
 *
 * @param truePositives said yes, and the object is there
 * @param falsePositives said yes, and it is not
 * @param trueNegatives said no, and it is not there
 * @param falseNegatives said no, and it is
 * @param unparsedPresent neither yes nor no, and the object is there
 * @param unparsedAbsent neither yes nor no, and it is not
 */
public record PopeTally(
        long truePositives,
        long falsePositives,
        long trueNegatives,
        long falseNegatives,
        long unparsedPresent,
        long unparsedAbsent) {
    public PopeTally {
        if (Math.min(truePositives, falsePositives) < 0
                || Math.min(trueNegatives, falseNegatives) < 0
                || Math.min(unparsedPresent, unparsedAbsent) < 0) {
            throw new IllegalArgumentException("counts cannot be negative: yes " + truePositives + " right, "
                    + falsePositives + " wrong, no " + trueNegatives + " right, " + falseNegatives + " wrong, unparsed "
                    + unparsedPresent + " and " + unparsedAbsent);
        }
    }

    /**
     * The tally of counts that were kept apart.
     *
     * @param present of the questions about objects that are there
     * @param absent of the questions about objects that are not
     * @param saidYes how many of all answers were yes
     * @param unparsed how many of all answers were neither
     */
    public static PopeTally of(CorrectCount present, CorrectCount absent, long saidYes, long unparsed) {
        long falsePositives = saidYes - present.correct();
        long unparsedAbsent = absent.n() - absent.correct() - falsePositives;
        long unparsedPresent = unparsed - unparsedAbsent;
        long falseNegatives = present.n() - present.correct() - unparsedPresent;
        return new PopeTally(
                present.correct(), falsePositives, absent.correct(), falseNegatives, unparsedPresent, unparsedAbsent);
    }

    /** Undefined where nothing was answered with yes. */
    public OptionalDouble precision() {
        return ratio(truePositives, truePositives + falsePositives);
    }

    /** Undefined where no object asked for is there. */
    public OptionalDouble recall() {
        return ratio(truePositives, present());
    }

    /** The harmonic mean of precision and recall; undefined where one of them is, 0 where both are 0. */
    public OptionalDouble f1() {
        long saidYes = truePositives + falsePositives;
        return saidYes == 0 || present() == 0 ? OptionalDouble.empty() : ratio(2 * truePositives, saidYes + present());
    }

    /** Wilson's, at 95 %; undefined as the precision is. */
    public Optional<Interval> precisionInterval() {
        return Wilson.interval(truePositives, truePositives + falsePositives);
    }

    /** Wilson's, at 95 %; undefined as the recall is. */
    public Optional<Interval> recallInterval() {
        return Wilson.interval(truePositives, present());
    }

    /**
     * At 95 %, by way of F* = F1 / (2 − F1), which is a proportion, of the items that are there or were said to be (D. J.
     * Hand, P. Christen and N. Kirielle, "F*: an interpretable transformation of the F-measure", Machine Learning 110,
     * 2021): Wilson's of F*, its ends turned back. Undefined as F1 is.
     */
    public Optional<Interval> f1Interval() {
        return f1().isEmpty()
                ? Optional.empty()
                : Wilson.interval(truePositives, present() + falsePositives)
                        .map(interval -> new Interval(ofStar(interval.low()), ofStar(interval.high())));
    }

    private static double ofStar(double star) {
        return 2 * star / (1 + star);
    }

    private long present() {
        return truePositives + falseNegatives + unparsedPresent;
    }

    private static OptionalDouble ratio(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
