package dev.vlmstream.cli.study;

import dev.vlmstream.cli.push.RunRequest;
import java.util.List;

/**
 * A run to be pushed.
 *
 * @param models names of those that are to answer; empty: all there are
 */
public record Wanted(RunRequest request, List<String> models) {
    public Wanted {
        models = List.copyOf(models);
    }
}
