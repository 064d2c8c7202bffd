package dev.vlmstream.cli.push;

import java.nio.file.Path;

/**
 * A run to be pushed, and where it is described.
 *
 * @param manifest the file that says so; empty for the command line
 */
public record RunToPush(PushRequest request, String manifest) {

    /** The same run, of a dataset on this machine. */
    public RunToPush at(Path fetched) {
        return new RunToPush(request.at(fetched), manifest);
    }

    /** A message that names the file, if there is one. */
    public String blame(String message) {
        return manifest.isEmpty() ? message : manifest + ": " + message;
    }
}
