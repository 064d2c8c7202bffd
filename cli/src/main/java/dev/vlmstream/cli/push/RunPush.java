package dev.vlmstream.cli.push;

import dev.vlmstream.cli.output.Progress;

/** A way to ingest. Doing it again does no harm: each item counts once. */
@FunctionalInterface
public interface RunPush {
    /**
     * Pushes the run, unless all of it was pushed already.
     *
     * @return how many items were pushed; 0 if nothing was left to push
     * @throws dev.vlmstream.cli.command.CommandFailure before anything is pushed, if the run exists with other settings or an image cannot travel
     */
    int push(RunPlan plan, Progress progress);
}
