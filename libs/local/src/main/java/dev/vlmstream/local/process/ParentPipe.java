package dev.vlmstream.local.process;

import java.io.IOException;

/** A child's end of the pipe that its parent holds: however the parent ends, the pipe closes. */
public final class ParentPipe {
    private static final long PATIENCE_MILLIS = 10_000;

    private ParentPipe() {}

    /**
     * From now on this process exits when its standard input ends, by way of its shutdown hooks; if these hang, without
     * them.
     */
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
        Thread last = new Thread(ParentPipe::haltAfterPatience, "parent-gone");
        last.setDaemon(true);
        last.start();
        System.exit(0);
    }

    private static void haltAfterPatience() {
        try {
            Thread.sleep(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
