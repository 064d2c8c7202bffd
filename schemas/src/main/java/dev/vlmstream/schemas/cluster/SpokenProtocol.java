package dev.vlmstream.schemas.cluster;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.kafka.clients.ClientUtils;

/** What a port answers to Kafka's first request, sent without encryption. */
enum SpokenProtocol {
    /** An answer of Kafka's. */
    PLAINTEXT,
    /** An alert of TLS, or the end: something that does not take plaintext. */
    NOT_PLAINTEXT,
    /** Nothing. */
    SILENT,
    /** No connection. */
    UNREACHABLE;

    private static final int PATIENCE_MS = 3_000;
    private static final short API_VERSIONS = 18;
    private static final int TLS_ALERT = 0x15;

    /** Of the first broker that takes a connection. */
    static SpokenProtocol of(String bootstrap) {
        SpokenProtocol last = UNREACHABLE;
        for (String server : bootstrap.split(",")) {
            last = ask(server.strip());
            if (last != UNREACHABLE) {
                return last;
            }
        }
        return last;
    }

    private static SpokenProtocol ask(String server) {
        InetSocketAddress address;
        try {
            address = ClientUtils.parseAndValidateAddresses(
                            java.util.List.of(server), org.apache.kafka.clients.ClientDnsLookup.USE_ALL_DNS_IPS)
                    .get(0);
        } catch (RuntimeException e) {
            return UNREACHABLE;
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            return ask(socket);
        } catch (IOException e) {
            return UNREACHABLE;
        }
    }

    private static SpokenProtocol ask(Socket socket) {
        try {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            // Size, API, version, correlation, no client id.
            out.writeInt(10);
            out.writeShort(API_VERSIONS);
            out.writeShort(0);
            out.writeInt(1);
            out.writeShort(-1);
            out.flush();
            int first = new DataInputStream(socket.getInputStream()).read();
            return first < 0 || first == TLS_ALERT ? NOT_PLAINTEXT : PLAINTEXT;
        } catch (java.net.SocketTimeoutException e) {
            return SILENT;
        } catch (IOException e) {
            return NOT_PLAINTEXT;
        }
    }
}
