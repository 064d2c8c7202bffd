package dev.vlmstream.evaluation.statistics;

/** Student's distribution. */
final class StudentT {
    private StudentT() {}

    /** The t beyond which, to both sides together, a share 1 − confidence of the distribution lies. */
    static double critical(double confidence, double degreesOfFreedom) {
        double low = 0;
        double high = 1;
        while (beyond(high, degreesOfFreedom) > 1 - confidence) {
            low = high;
            high *= 2;
        }
        double middle = (low + high) / 2;
        while (low < middle && middle < high) {
            if (beyond(middle, degreesOfFreedom) > 1 - confidence) {
                low = middle;
            } else {
                high = middle;
            }
            middle = (low + high) / 2;
        }
        return middle;
    }

    private static double beyond(double t, double degreesOfFreedom) {
        return IncompleteBeta.regularized(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
    }
}
