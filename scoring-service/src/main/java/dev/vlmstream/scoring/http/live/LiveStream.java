package dev.vlmstream.scoring.http.live;

/** What one client is sent, in order: always the newest state, however many changes led to it. For one thread. */
interface LiveStream {
    /** What was sent. */
    enum Sent {
        /** Nothing has changed. */
        NOTHING,
        NEWS,
        /** News, and there will be no more. */
        LAST
    }

    /** Sends what has changed since the last call. */
    Sent publish(LiveConnection to);
}
