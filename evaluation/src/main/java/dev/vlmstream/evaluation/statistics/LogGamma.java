package dev.vlmstream.evaluation.statistics;

/** ln Γ by Stirling's series (Abramowitz and Stegun 6.1.40), for positive arguments; relative error about 1e-15. */
final class LogGamma {
    private static final double ENOUGH = 10;
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    /** B(2k) / (2k (2k − 1)) for k = 1, 2, …, in which B are Bernoulli's numbers. */
    private static final double[] SERIES = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156
    };

    private LogGamma() {}

    static double of(double x) {
        double product = 1;
        double shifted = x;
        while (shifted < ENOUGH) {
            product *= shifted;
            shifted++;
        }
        return stirling(shifted) - Math.log(product);
    }

    /** ln B(a, b). */
    static double beta(double a, double b) {
        return of(a) + of(b) - of(a + b);
    }

    private static double stirling(double x) {
        double sum = 0;
        for (int k = SERIES.length - 1; k >= 0; k--) {
            sum = sum / (x * x) + SERIES[k];
        }
        return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + sum / x;
    }
}
