package dev.vlmstream.evaluation.statistics;

/** An answer with the probability that the model gave it, and whether it was right. */
public record Forecast(double confidence, boolean right) {
    public Forecast {
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("a confidence must be between 0 and 1, got " + confidence);
        }
    }

    double outcome() {
        return right ? 1 : 0;
    }
}
