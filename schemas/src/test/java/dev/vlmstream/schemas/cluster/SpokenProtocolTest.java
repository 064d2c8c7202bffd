package dev.vlmstream.schemas.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpokenProtocolTest {
    private static final byte[] ALERT = {0x15, 3, 3, 0, 2, 2, 10};

    /** A load balancer, or a proxy, whose broker is starting. */
    @Test
    void aConnectionThatIsClosedSaysNothingOfTheProtocol() throws IOException {
        try (ServerSocket closing = answering(new byte[0])) {
            Cluster cluster = Cluster.open("localhost:" + closing.getLocalPort());
            assertThat(SpokenProtocol.of(cluster.bootstrap())).isEqualTo(SpokenProtocol.CLOSED);
            assertThat(new ClusterFault(cluster).requireSameProtocol())
                    .as("it is worth waiting for")
                    .isTrue();
            assertThat(cluster.explain(new TimeoutException("no node")).getMessage())
                    .contains("it takes a connection and closes it; is the broker away, or security.protocol in")
                    .endsWith("to be SSL or SASL_SSL? no node");
        }
    }

    @Test
    void anAlertOfTlsDoes() throws IOException {
        try (ServerSocket tls = answering(ALERT)) {
            assertThat(SpokenProtocol.of("localhost:" + tls.getLocalPort())).isEqualTo(SpokenProtocol.NOT_PLAINTEXT);
        }
    }

    /** Takes the request, gives that answer to it, and closes. */
    private static ServerSocket answering(byte[] answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    client.getInputStream().readNBytes(14);
                    client.getOutputStream().write(answer);
                } catch (IOException e) {
                    // Closed, or a client that gave up.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }
}
