package dev.vlmstream.scoring.http.live;

/** What one client is sent, in order: always the newest state, however many changes led to it. For one thread. */
interface LiveStream {
    enum Sent {
        NOTHING,
        NEWS,
        /** News, and there will be no more. */
        LAST
    }

    /** Sends what has changed since the last call. */
    Sent publish(Connection to);

    interface Connection {
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
}
