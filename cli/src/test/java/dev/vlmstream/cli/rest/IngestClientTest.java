package dev.vlmstream.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.cli.command.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the command makes of an ingest service's answers. */
class IngestClientTest {
    private static final byte[] LINES = "{\"id\": \"a\"}\n".getBytes(StandardCharsets.UTF_8);

    private HttpServer server;
    private IngestClient ingest;
    private final Queue<Reply> replies = new ArrayDeque<>();
    private final List<String> bodies = new ArrayList<>();

    /** @param status 0: the connection breaks */
    private record Reply(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/runs/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Reply reply = replies.remove();
            if (reply.status() == 0) {
                exchange.close();
                return;
            }
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Retry-After", "0");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        ingest = new IngestClient("http://localhost:" + server.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answers(int status, String body) {
        replies.add(new Reply(status, body));
    }

    private void takes() {
        answers(
                202,
                "{\"run\": \"r\", \"accepted\": 0, \"refusedCount\": 1, \"refused\": [{\"line\": 1, \"error\": \"no\"}]}");
    }

    @Test
    void theSameIsSentAgainWhileItIsNotTheTimeAndWhereTheServiceWasGone() {
        takes();
        ingest.push("r", LINES);
        answers(429, "{\"error\": \"too many\"}");
        answers(503, "{\"error\": \"Kafka\"}");
        answers(0, "");
        takes();
        IngestClient.Taken taken = ingest.push("r", LINES).orElseThrow();
        assertThat(taken.refusedCount()).isEqualTo(1);
        assertThat(taken.refused()).containsExactly(new IngestClient.Taken.Refused(1, "no"));
        assertThat(bodies).hasSize(5).containsOnly("{\"id\": \"a\"}\n");
    }

    @Test
    void aClosedRunHasAllItsItems() {
        answers(409, "{\"error\": \"run \\\"r\\\" was closed with 3 items\"}");
        assertThat(ingest.push("r", LINES)).isEmpty();
    }

    @Test
    void refusalsAreInTheServicesOwnWords() {
        answers(413, "{\"error\": \"the body has more than 3 bytes\"}");
        assertThatThrownBy(() -> ingest.push("r", LINES))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("does not take items of run \"r\": the body has more than 3 bytes");
        answers(401, "");
        assertThatThrownBy(() -> ingest.close("r", 3))
                .hasMessageContaining("requires you to sign in; set VLMSTREAM_TOKEN");
        answers(403, "");
        assertThatThrownBy(() -> ingest.close("r", 3)).hasMessageContaining("only users with the role operator");
        answers(409, "{\"error\": \"run \\\"r\\\" was closed with 4 items, now 3 are said\"}");
        assertThatThrownBy(() -> ingest.close("r", 3)).hasMessageContaining("was closed with 4 items, now 3 are said");
    }

    @Test
    void whereNobodyIsThatIsSaidAtOnce() {
        int port = server.getAddress().getPort();
        server.stop(0);
        assertThatThrownBy(() -> new IngestClient("http://localhost:" + port).open(Map.of("run", "r")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("no ingest service answers at http://localhost:" + port);
    }
}
