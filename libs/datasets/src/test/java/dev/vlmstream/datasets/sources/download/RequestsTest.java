package dev.vlmstream.datasets.sources.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which hosts are connected to, by a lookup that no name server is asked in. */
class RequestsTest {
    private HttpServer server;
    private final List<String> lookedUp = new ArrayList<>();
    private final List<String> hosts = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/to/")) {
                exchange.getResponseHeaders().add("Location", "http://" + path.substring(4) + ":" + port() + "/there");
                exchange.sendResponseHeaders(302, -1);
            } else {
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write("there".getBytes(StandardCharsets.UTF_8));
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private String get(String host, String path) throws IOException {
        Network network = new Network(to -> to.getHost().endsWith(".example.org"), name -> {
            lookedUp.add(name);
            if (name.startsWith("inside")) {
                throw new DownloadException(name + " has an address that is not public");
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });
        try (Requests requests = new Requests((from, to) -> true, network)) {
            Response answer = requests.get(URI.create("http://" + host + ":" + port() + path), at -> Map.of());
            return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatWasLookedUpIsConnectedToUnderItsName() throws IOException {
        assertThat(get("data.example.org", "/there")).isEqualTo("there");
        assertThat(get("data.example.org", "/to/more.example.org")).isEqualTo("there");
        assertThat(lookedUp).containsExactly("data.example.org", "data.example.org", "more.example.org");
        assertThat(hosts).last().isEqualTo("more.example.org:" + port());
    }

    @Test
    void neitherARedirectToAnotherHostNorOneIntoAPrivateNetworkIsFollowed() {
        assertThatThrownBy(() -> get("data.example.org", "/to/elsewhere.org"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("data.example.org redirects to http://elsewhere.org:" + port());
        assertThatThrownBy(() -> get("data.example.org", "/to/inside.example.org"))
                .isInstanceOf(DownloadException.class)
                .hasMessage("inside.example.org has an address that is not public");
        assertThatThrownBy(() -> get("inside.example.org", "/there"))
                .isInstanceOf(DownloadException.class)
                .hasMessage("inside.example.org has an address that is not public");
        assertThat(hosts).hasSize(2);
    }
}
