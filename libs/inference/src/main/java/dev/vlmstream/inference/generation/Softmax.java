package dev.vlmstream.inference.generation;

/** From scores to probabilities; sums in double, results in float, as torch gives them on a CPU. */
final class Softmax {

    private Softmax() {}

    static float[] probabilities(float[] scores) {
        double most = most(scores);
        double sum = 0;
        double[] shares = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            shares[i] = Math.exp(scores[i] - most);
            sum += shares[i];
        }
        float[] probabilities = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] = (float) (shares[i] / sum);
        }
        return probabilities;
    }

    static float[] logProbabilities(float[] scores) {
        double most = most(scores);
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - most);
        }
        double normaliser = most + Math.log(sum);
        float[] logs = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            logs[i] = (float) (scores[i] - normaliser);
        }
        return logs;
    }

    private static double most(float[] scores) {
        float most = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            most = Math.max(most, score);
        }
        return most;
    }
}
