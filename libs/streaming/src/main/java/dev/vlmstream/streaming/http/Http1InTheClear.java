package dev.vlmstream.streaming.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * Without TLS there is HTTP/1.1 alone. Java's client by default offers to change to HTTP/2 with the first request that it sends: its
 * body would be read into memory as a whole, before anyone has looked at who sends it, and that client may fail on the change, with
 * "exceeds MAX_FRAME_SIZE" (Java 17). With TLS, both sides agree on HTTP/2 before any request.
 */
@Singleton
public class Http1InTheClear implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
    }
}
