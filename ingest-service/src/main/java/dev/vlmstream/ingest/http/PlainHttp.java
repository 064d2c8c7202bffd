package dev.vlmstream.ingest.http;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Without TLS there is HTTP/1.1 alone. Some clients (Java's) offer to change to HTTP/2 with the first request they send; its body would
 * then be read into memory as a whole, before anyone has looked at who sends it, and whether it is wanted.
 */
@ApplicationScoped
public class PlainHttp implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
    }
}
