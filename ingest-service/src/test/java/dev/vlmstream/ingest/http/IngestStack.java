package dev.vlmstream.ingest.http;

import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceKind;
import dev.vlmstream.local.StackConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A broker and the ingest service, as processes. */
final class IngestStack implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final LocalStack stack;

    private IngestStack(LocalStack stack) {
        this.stack = stack;
    }

    static IngestStack start(Path data, Map<String, String> properties) {
        StackConfig config = StackConfig.of(Path.of(".."), data).withTopicPrefix("team-a.");
        for (ServiceKind kind : ServiceKind.values()) {
            config = config.withInstances(kind, kind == ServiceKind.INGEST ? 1 : 0);
        }
        for (Map.Entry<String, String> property : properties.entrySet()) {
            config = config.withProperty(property.getKey(), property.getValue());
        }
        return new IngestStack(LocalStack.start(config));
    }

    LocalStack processes() {
        return stack;
    }

    private int port() {
        return stack.services().stream()
                .filter(service -> service.name().equals(ServiceKind.INGEST.id()))
                .findFirst()
                .orElseThrow()
                .port();
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
    }

    HttpRequest.Builder manifest(String json) {
        return to("/api/runs")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')));
    }

    HttpResponse<String> post(String json) throws IOException, InterruptedException {
        return send(manifest(json));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The status of the answer to a request to the letter: clients write their own Host and type. */
    int raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return Integer.parseInt(line.split(" ")[1]);
        }
    }

    @Override
    public void close() {
        stack.close();
    }
}
