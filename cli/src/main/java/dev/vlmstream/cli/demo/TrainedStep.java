package dev.vlmstream.cli.demo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * A line that tools/train writes.
 *
 * @param step 0: the training begins
 * @param steps how many there will be; null but in the first line
 * @param loss mean since the line before; null in the first line
 * @param bundle directory of the checkpoint; null in the first line
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record TrainedStep(
        long step,
        @Nullable Long steps,
        @Nullable Double loss,
        @Nullable String bundle) {}
