package dev.vlmstream.scoring.http.live;

/** Where a listener's messages go: one open connection, over Server-Sent Events or a WebSocket. */
interface Sink {
    /** Whether what was told before is on its way. A listener that is not ready is told the newest state later. */
    boolean isReady();

    /** @param data JSON */
    void tell(String event, String data);

    /** Something without meaning, so that nobody on the way takes the connection for dead. */
    void signOfLife();

    /** Ends the connection in good order. */
    void end();

    /** Gives the connection up. */
    void drop(String reason);
}
