package dev.vlmstream.scoring.http.live;

/** What one listener is told, in order. Used by one thread. */
interface Story {
    /**
     * Tells what has changed since the last call, the newest state alone, in at most two messages.
     *
     * @return whether there was anything
     */
    boolean tell(Sink sink);

    /** Whether all is told that ever will be. */
    boolean isOver();
}
