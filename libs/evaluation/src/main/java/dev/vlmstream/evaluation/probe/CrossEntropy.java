package dev.vlmstream.evaluation.probe;

/** Cross-entropy of softmax, mean over the rows. */
final class CrossEntropy {
    private CrossEntropy() {}

    /** Turns logits, rows × classes, into the loss's gradient by them; returns the loss. */
    static double gradient(float[] logits, int[] classIndices, int from, int rows, int classes) {
        double loss = 0;
        for (int row = 0; row < rows; row++) {
            loss += ofRow(logits, row * classes, classes, classIndices[from + row], rows);
        }
        return loss / rows;
    }

    private static double ofRow(float[] logits, int at, int classes, int classIndex, int rows) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            largest = Math.max(largest, logits[at + c]);
        }
        double sum = 0;
        double own = logits[at + classIndex] - largest;
        for (int c = 0; c < classes; c++) {
            double e = Math.exp(logits[at + c] - largest);
            logits[at + c] = (float) e;
            sum += e;
        }
        float scale = (float) (1 / (sum * rows));
        for (int c = 0; c < classes; c++) {
            logits[at + c] *= scale;
        }
        logits[at + classIndex] -= 1f / rows;
        return Math.log(sum) - own;
    }
}
