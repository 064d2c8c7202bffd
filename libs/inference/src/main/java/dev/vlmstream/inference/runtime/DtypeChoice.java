package dev.vlmstream.inference.runtime;

import java.nio.file.Path;

/**
 * What {@link Dtypes#FASTEST} is decided by.
 *
 * @param directory where what was measured is kept
 * @param mostLoss the largest share of recorded answers that may differ from those of the exact graphs
 */
public record DtypeChoice(Path directory, double mostLoss) {
    public DtypeChoice {
        if (!(mostLoss >= 0 && mostLoss <= 1)) {
            throw new IllegalArgumentException(
                    "the share of answers that may differ is " + mostLoss + ", must be from 0 to 1");
        }
    }
}
