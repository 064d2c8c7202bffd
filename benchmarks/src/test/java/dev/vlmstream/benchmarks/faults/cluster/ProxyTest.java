package dev.vlmstream.benchmarks.faults.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.local.process.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clients here are connections of this very process, which therefore is whom the cuts are about. */
@Timeout(60)
class ProxyTest {
    private static final int SILENCE_MS = 300;
    private static final long SELF = ProcessHandle.current().pid();

    private ServerSocket echo;
    private Proxy proxy;
    private int port;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Link.daemon("echo", this::serve);
        port = FreePorts.any();
        proxy = new Proxy(port, echo.getLocalPort());
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Link.daemon("echo-client", () -> repeat(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void repeat(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // Cut.
        }
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static int say(Socket socket, int word) throws IOException {
        socket.getOutputStream().write(word);
        return socket.getInputStream().read();
    }

    @Test
    void aCutThatHangsHoldsBackWhatThenArrives() throws IOException {
        Cut cut = new Cut(() -> SELF, Cut.Manner.HANGS);
        try (Socket old = connect()) {
            assertThat(say(old, 1)).isEqualTo(1);
            proxy.begin(cut);
            old.setSoTimeout(SILENCE_MS);
            assertThatThrownBy(() -> say(old, 2)).isInstanceOf(SocketTimeoutException.class);
            try (Socket late = connect()) {
                late.setSoTimeout(SILENCE_MS);
                assertThatThrownBy(() -> say(late, 3)).isInstanceOf(SocketTimeoutException.class);
                proxy.end(cut);
                late.setSoTimeout(10_000);
                assertThat(late.getInputStream().read()).isEqualTo(3);
            }
            old.setSoTimeout(10_000);
            assertThat(old.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void aCutThatClosesEndsConnectionsAndNewOnes() throws IOException {
        Cut cut = new Cut(() -> SELF, Cut.Manner.CLOSES);
        try (Socket old = connect()) {
            assertThat(say(old, 1)).isEqualTo(1);
            proxy.begin(cut);
            assertThat(isOver(old)).isTrue();
            try (Socket late = connect()) {
                assertThat(isOver(late)).isTrue();
            }
        }
        proxy.end(cut);
        try (Socket again = connect()) {
            assertThat(say(again, 4)).isEqualTo(4);
        }
    }

    private static boolean isOver(Socket socket) {
        try {
            return say(socket, 2) < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void anotherProcessIsNotCut() throws IOException {
        proxy.begin(new Cut(() -> 1, Cut.Manner.HANGS));
        try (Socket socket = connect()) {
            assertThat(say(socket, 5)).isEqualTo(5);
        }
    }
}
