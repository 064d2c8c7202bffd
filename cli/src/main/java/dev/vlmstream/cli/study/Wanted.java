package dev.vlmstream.cli.study;

import dev.vlmstream.cli.push.RunRequest;
import java.util.List;

/**
 * A run to be pushed.
 *
 * @param models names of those that are to answer; empty: all there are
 * @param manifest the file that says so; empty for the command line
 */
public record Wanted(RunRequest request, List<String> models, String manifest) {
    public Wanted {
        models = List.copyOf(models);
    }

    /** A message that names the file, if there is one. */
    public String blame(String message) {
        return manifest.isEmpty() ? message : manifest + ": " + message;
    }
}
