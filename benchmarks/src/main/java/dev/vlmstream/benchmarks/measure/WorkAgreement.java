package dev.vlmstream.benchmarks.measure;

import java.util.List;

/** Whether two sides did the same work: a comparison of speeds means nothing without. */
public final class WorkAgreement {
    /** Rounding of float32 sums in another order, and no more. */
    private static final double TOLERANCE = 1e-5;

    /** Another version of ONNX Runtime may decide a photo on the edge between two classes the other way. */
    private static final double ENOUGH = 0.97;

    private WorkAgreement() {}

    /**
     * The share of check numbers in which two sides agree.
     *
     * @throws IllegalStateException if they do not do the same work
     */
    public static double require(Worker ours, Worker theirs) {
        return require(ours.name(), ours.check(), theirs.name(), theirs.check());
    }

    /** As {@link #require(Worker, Worker)} for check numbers from anywhere. */
    public static double require(String ours, List<Double> check, String theirs, List<Double> theirCheck) {
        double share = of(check, theirCheck);
        if (share < ENOUGH) {
            throw new IllegalStateException(ours + " and " + theirs + " agree in only " + share
                    + " of the photos; comparing their speed would mean nothing");
        }
        return share;
    }

    /** The share of check numbers that are equal but for rounding, 0 to 1; 0 if there are not equally many. */
    public static double of(List<Double> ours, List<Double> theirs) {
        if (ours.isEmpty() || ours.size() != theirs.size()) {
            return 0;
        }
        int equal = 0;
        for (int i = 0; i < ours.size(); i++) {
            double scale = Math.max(1, Math.abs(theirs.get(i)));
            equal += Math.abs(ours.get(i) - theirs.get(i)) <= TOLERANCE * scale ? 1 : 0;
        }
        return (double) equal / ours.size();
    }
}
