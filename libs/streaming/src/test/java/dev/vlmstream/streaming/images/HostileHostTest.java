package dev.vlmstream.streaming.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that may be read and means ill; its name leads to a server here. */
@Timeout(60)
class HostileHostTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n";

    private final AtomicInteger lookUps = new AtomicInteger();
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private ServerSocket server;
    private HttpImages images;
    private volatile String received;

    /** What the server does with a connection whose request it has read. */
    private interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    private void serve(Duration timeout, Answer answer) throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        AllowedHosts allowed = new AllowedHosts("hosts", List.of("images.example:" + server.getLocalPort()));
        images = new HttpImages(allowed, 100, timeout, Duration.ofMinutes(1), 1000, host -> {
            lookUps.incrementAndGet();
            return InetAddress.getLoopbackAddress();
        });
        Thread thread = new Thread(() -> accept(answer));
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Answer answer) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                byte[] request = new byte[4096];
                received = new String(request, 0, socket.getInputStream().read(request), StandardCharsets.US_ASCII);
                answer.write(socket.getOutputStream());
            } catch (IOException | InterruptedException e) {
                hungUp.countDown();
            }
        }
    }

    private byte[] get() {
        try (HttpBatch alone = images.batch()) {
            return alone.get(URI.create("http://images.example:" + server.getLocalPort() + "/a%20b.png?x=1"));
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @AfterEach
    void stop() throws IOException {
        images.close();
        server.close();
    }

    @Test
    void anImageIsFetchedFromTheAddressThatWasLookedUpOnce() throws IOException {
        serve(Duration.ofSeconds(30), out -> write(out, HEAD + "x".repeat(50)));
        assertThat(get()).hasSize(50);
        assertThat(lookUps).hasValue(1);
        assertThat(received)
                .startsWith("GET /a%20b.png?x=1 HTTP/1.1\r\n")
                .containsIgnoringCase("host: images.example:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {HEAD, "HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"})
    void whatDripsIsGivenUpAtTheDeadline(String beginning) throws Exception {
        serve(Duration.ofMillis(500), out -> {
            write(out, beginning);
            for (int i = 0; i < 1000; i++) {
                write(out, beginning.contains("chunked") ? "1\r\nx\r\n" : "x");
                Thread.sleep(50);
            }
        });
        assertThatThrownBy(this::get)
                .isInstanceOf(ImageAccessException.class)
                .hasMessageEndingWith("no whole answer within 0.5 s (vlmstream.images.timeout)");
        assertThat(hungUp.await(30, TimeUnit.SECONDS))
                .as("the connection is closed")
                .isTrue();
    }

    @Test
    void whoAcceptsAndSaysNothingIsGivenUpToo() throws IOException {
        serve(Duration.ofMillis(300), out -> Thread.sleep(20_000));
        assertThatThrownBy(this::get).hasMessageContaining("no whole answer within 0.3 s");
    }

    @Test
    void fewerBytesThanAnnouncedAreNoImage() throws IOException {
        serve(Duration.ofSeconds(30), out -> write(out, HEAD + "x".repeat(20)));
        assertThatThrownBy(this::get)
                .isInstanceOf(ImageAccessException.class)
                .hasMessageContaining("Connection was closed");
    }

    @Test
    void moreBytesThanAnnouncedAreNotTaken() throws IOException {
        serve(Duration.ofSeconds(30), out -> write(out, HEAD + "x".repeat(80)));
        assertThat(get()).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 101", "Connection: close"})
    void moreBytesThanMayBeAreRefused(String header) throws IOException {
        serve(Duration.ofSeconds(30), out -> write(out, "HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n" + "x".repeat(101)));
        assertThatThrownBy(this::get).hasMessageEndingWith("has more than the 100 bytes of vlmstream.images.max-bytes");
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        serve(
                Duration.ofSeconds(30),
                out -> write(out, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"));
        assertThatThrownBy(this::get).hasMessageEndingWith("answered 302; redirects are not followed");
    }
}
