package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Tensor;
import org.jspecify.annotations.Nullable;

/** What one step of a {@link KvCache} gave; rows are read from native memory when asked for, until closed. */
public final class Step implements AutoCloseable {

    private final Decoder decoder;
    private final int added;
    private final Tensor logits;
    private final @Nullable Tensor hidden;

    /**
     * @param added how many positions the step had
     * @param logits {@code [rows, kept positions, vocabulary]}, the last ones if not all are kept
     * @param hidden {@code [rows, added, width]}
     */
    Step(Decoder decoder, int added, Tensor logits, @Nullable Tensor hidden) {
        this.decoder = decoder;
        this.added = added;
        this.logits = logits;
        this.hidden = hidden;
    }

    /** This step as the last part of a longer one, whose positions are counted from its beginning; only one of the two is to be closed. */
    Step asLastOf(int positions) {
        return new Step(decoder, positions, logits, hidden);
    }

    public int rows() {
        return (int) logits.shape()[0];
    }

    /** The logits after a row's last position. */
    public float[] lastLogits(int row) {
        return logits(row, added - 1);
    }

    /** The logits after each row's last position. */
    float[][] lastLogits() {
        float[][] last = new float[rows()][];
        for (int row = 0; row < last.length; row++) {
            last[row] = lastLogits(row);
        }
        return last;
    }

    /** @param position among the step's new ones; all but the last only with {@link StepOutputs#everyPosition()} */
    public float[] logits(int row, int position) {
        return logits(row, position, new float[0]);
    }

    /** As {@link #logits(int, int)}, in an array whose contents are no longer needed, if it is as long. */
    float[] logits(int row, int position, float[] spare) {
        return at(logits, "logits", row, position, spare);
    }

    /**
     * Logarithms of the probabilities of some words; takes {@link StepOutputs#everyPosition()}.
     *
     * @param words {@code rows * new positions * each}: the words asked for at each position, as many everywhere
     * @return in the order of {@code words}
     */
    public float[] logProbs(long[] words) {
        long[] shape = logits.shape();
        if (shape[1] != added || words.length % (shape[0] * added) != 0) {
            throw new IllegalArgumentException(words.length + " words do not belong to the " + shape[1]
                    + " positions of " + shape[0] + " rows that have logits");
        }
        return decoder.logProbs().of(logits, words);
    }

    /** @param position among the step's new ones */
    public float[] hidden(int row, int position) {
        if (hidden == null) {
            throw new IllegalStateException("hidden states were not asked for");
        }
        return at(hidden, Decoder.HIDDEN, row, position, new float[0]);
    }

    private float[] at(Tensor tensor, String name, int row, int position, float[] spare) {
        long[] shape = tensor.shape();
        long index = position - (added - shape[1]);
        if (row < 0 || row >= shape[0] || index < 0 || index >= shape[1]) {
            throw new IllegalArgumentException("no " + name + " of row " + row + ", position " + position
                    + ": there are " + shape[0] + " rows and the last " + shape[1] + " of " + added + " positions");
        }
        float[] values = spare.length == shape[2] ? spare : new float[(int) shape[2]];
        tensor.read((row * shape[1] + index) * shape[2], values);
        return values;
    }

    @Override
    public void close() {
        logits.close();
        if (hidden != null) {
            hidden.close();
        }
    }

    /**
     * What a step is to give besides the keys and values.
     *
     * @param everyPosition logits at every new position, not only at the last
     * @param hiddenStates the last layer's states (after the final norm) at every new position
     */
    public record StepOutputs(boolean everyPosition, boolean hiddenStates) {

        /** Logits at the last position: what choosing the next token takes. */
        public static final StepOutputs LAST_LOGITS = new StepOutputs(false, false);

        public static final StepOutputs ALL_LOGITS = new StepOutputs(true, false);

        public static final StepOutputs HIDDEN_STATES = new StepOutputs(false, true);
    }
}
