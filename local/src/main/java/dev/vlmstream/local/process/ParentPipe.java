package dev.vlmstream.local.process;

import java.io.IOException;

/** A child's end of the pipe that its parent holds: however the parent ends, the pipe closes. */
public final class ParentPipe {
    private ParentPipe() {}

    /** From now on this process exits, by way of its shutdown hooks, when its standard input ends. */
    public static void exitWhenClosed() {
        Thread watch = new Thread(ParentPipe::exitAtEnd, "parent-pipe");
        watch.setDaemon(true);
        watch.start();
    }

    private static void exitAtEnd() {
        try {
            while (System.in.read() >= 0) {
                // The parent has nothing to say; only the end counts.
            }
        } catch (IOException e) {
            // A broken pipe is an end, too.
        }
        System.exit(0);
    }
}
