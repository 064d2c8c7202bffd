package dev.vlmstream.scoring.http.live;

/** One open connection. */
interface LiveConnection {
    /** Whether everything sent before is on its way. A client that is not ready gets the newest state later. */
    boolean isReady();

    /** @param data JSON */
    void send(String event, String data);

    /** Something without meaning, so that nobody on the way takes the connection for dead. */
    void heartbeat();

    /** Ends the connection in good order. */
    void end();

    /** Gives the connection up. */
    void drop(String reason);
}
