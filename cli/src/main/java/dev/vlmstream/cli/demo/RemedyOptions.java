package dev.vlmstream.cli.demo;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.options.Numbers;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether and how the demo trains. */
public final class RemedyOptions {
    private static final int CHECKPOINTS = 5;

    @Option(
            names = "--remedy",
            description =
                    "Run the second act instead: measure emoji-vlm and its CLIP, train the projector between emoji-vlm's"
                            + " encoder and decoder, and measure it during training. Needs Python with torch"
                            + " (tools/train/requirements.txt).")
    private boolean wanted;

    @Option(
            names = "--python",
            paramLabel = "PYTHON",
            defaultValue = "${env:VLMSTREAM_PYTHON:-python3}",
            description = "The Python interpreter for --remedy (default: VLMSTREAM_PYTHON, else python3).")
    private String python;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            converter = Numbers.FromOne.class,
            defaultValue = "10",
            description = "Epochs of --remedy over the 600 training images (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--checkpoints",
            paramLabel = "N",
            converter = Numbers.FromOne.class,
            defaultValue = "" + CHECKPOINTS,
            description = "How many checkpoints --remedy measures, evenly spaced (default: ${DEFAULT-VALUE}).")
    private int checkpoints;

    /**
     * The interpreter to train with; empty if nothing is to be trained.
     *
     * @throws CommandFailure if it is not there or lacks packages, or there is nothing to train
     */
    public Optional<Python> python() {
        if (!wanted) {
            return Optional.empty();
        }
        requireOneOrMore("--epochs", epochs);
        requireOneOrMore("--checkpoints", checkpoints);
        return Optional.of(Python.forTraining(python));
    }

    private static void requireOneOrMore(String option, int value) {
        if (value < 1) {
            throw new CommandFailure(option + " must be 1 or more, is " + value);
        }
    }

    int epochs() {
        return epochs;
    }

    int checkpoints() {
        return checkpoints;
    }
}
