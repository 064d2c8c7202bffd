package dev.vlmstream.schemas.cluster;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;

/** What a port answers to Kafka's first request, sent without encryption; the last of these is the least that it can do. */
enum SpokenProtocol {
    /** An answer of Kafka's. */
    PLAINTEXT("answers"),
    /** An alert of TLS: something that does not take plaintext. */
    NOT_PLAINTEXT("does not speak plaintext"),
    /** The end: what stands before a broker that is away does so, or a broker that starts or stops. */
    CLOSED("takes a connection and closes it"),
    /** Nothing. */
    SILENT("takes a connection and does not answer"),
    /** Nothing, not even a connection. */
    NO_CONNECTION("does not answer"),
    /** No connection, at once; or no host of that name. */
    REFUSED("refuses the connection, or has no such name");

    private static final int CONNECT_MS = 2_000;
    private static final int PATIENCE_MS = 3_000;
    private static final short API_VERSIONS = 18;
    private static final int TLS_ALERT = 0x15;

    private final String words;

    SpokenProtocol(String words) {
        this.words = words;
    }

    /** What such a server does. */
    String words() {
        return words;
    }

    /** Whether it says nothing. */
    boolean isQuiet() {
        return ordinal() >= CLOSED.ordinal();
    }

    /** Of the broker that answers first, else of the one that does most. */
    static SpokenProtocol of(String bootstrap) {
        CompletableFuture<SpokenProtocol> answered = new CompletableFuture<>();
        List<CompletableFuture<SpokenProtocol>> asked =
                List.copyOf(askEach(bootstrap).values());
        asked.forEach(one -> one.thenAccept(spoken -> {
            if (!spoken.isQuiet()) {
                answered.complete(spoken);
            }
        }));
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenRun(() -> answered.complete(
                        first(asked.stream().map(CompletableFuture::join).toList())));
        return answered.join();
    }

    /** The one that does most. */
    static SpokenProtocol first(Collection<SpokenProtocol> all) {
        return Collections.min(all);
    }

    /** Of each server, in their order. */
    static Map<String, SpokenProtocol> ofEach(String bootstrap) {
        Map<String, SpokenProtocol> spoken = new LinkedHashMap<>();
        askEach(bootstrap).forEach((server, answer) -> spoken.put(server, answer.join()));
        return spoken;
    }

    /** Side by side: one that does not answer keeps nobody waiting for the next. */
    private static Map<String, CompletableFuture<SpokenProtocol>> askEach(String bootstrap) {
        Map<String, CompletableFuture<SpokenProtocol>> asked = new LinkedHashMap<>();
        Arrays.stream(bootstrap.split(",")).map(String::strip).forEach(server -> {
            CompletableFuture<SpokenProtocol> answer = new CompletableFuture<>();
            Thread thread = new Thread(() -> answer.complete(ask(server)), "asks-" + server);
            thread.setDaemon(true);
            thread.start();
            asked.put(server, answer);
        });
        return asked;
    }

    private static SpokenProtocol ask(String server) {
        try (Socket socket = new Socket()) {
            InetSocketAddress address = ClientUtils.parseAndValidateAddresses(
                            List.of(server), ClientDnsLookup.USE_ALL_DNS_IPS)
                    .get(0);
            socket.connect(address, CONNECT_MS);
            socket.setSoTimeout(PATIENCE_MS);
            return ask(socket);
        } catch (SocketTimeoutException e) {
            return NO_CONNECTION;
        } catch (IOException | RuntimeException e) {
            return REFUSED;
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
            return first < 0 ? CLOSED : first == TLS_ALERT ? NOT_PLAINTEXT : PLAINTEXT;
        } catch (SocketTimeoutException e) {
            return SILENT;
        } catch (IOException e) {
            return CLOSED;
        }
    }
}
