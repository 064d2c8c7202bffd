package dev.vlmstream.ingest.http;

import dev.vlmstream.streaming.config.StreamConfig;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;

/**
 * How a body may be encoded, and how large it may be, by what it is: Quarkus knows one limit for all. JSON Lines and images are
 * counted where they are read. What is read as a whole has a limit here; a form lies on disk before anyone looks at it, so it has
 * to say its length first.
 */
@ApplicationScoped
public class BodyLimits {
    /** After signing in. */
    private static final int LAST = 1;

    private static final long WHOLE = 10L << 20;
    /** Of a form, beside its image. */
    private static final long FORM = 1L << 20;

    private static final int FIRST_ERROR = 400;
    private static final int LENGTH_REQUIRED = 411;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED = 415;

    private final long maxImage;

    BodyLimits(StreamConfig config) {
        this.maxImage = config.images().maxBytes();
    }

    void register(@Observes Filters filters) {
        filters.register(this::limit, LAST);
    }

    /**
     * A request that is refused before its end is read on to nowhere, if its client keeps sending: Quarkus would keep all of it
     * for a reader that has gone.
     */
    private static void dropRest(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (context.response().getStatusCode() < FIRST_ERROR || request.isEnded()) {
            return;
        }
        request.handler(rest -> {});
        if (request.version() != HttpVersion.HTTP_2 && hasBody(request)) {
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.CONTENT_LENGTH) != null
                || request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    private void limit(RoutingContext context) {
        HttpServerRequest request = context.request();
        context.addHeadersEndHandler(written -> dropRest(context));
        String type =
                String.valueOf(request.getHeader(HttpHeaders.CONTENT_TYPE)).toLowerCase(Locale.ROOT);
        boolean lines = JsonLines.isType(type);
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !"identity".equals(encoding) && !(lines && JsonLines.isZipped(encoding))) {
            context.response().putHeader(HttpHeaders.ACCEPT_ENCODING, lines ? "gzip" : "identity");
            refuse(
                    context,
                    UNSUPPORTED,
                    "Content-Encoding: " + encoding + " is not read here: send JSON Lines as they are or with gzip, and"
                            + " everything else as it is");
            return;
        }
        if (lines || request.method().name().equals("PUT")) {
            context.next();
            return;
        }
        boolean form = type.startsWith("multipart/");
        long most = form ? maxImage + FORM : WHOLE;
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null && form) {
            refuse(context, LENGTH_REQUIRED, "a form must say its length in Content-Length");
        } else if (length != null && Long.parseLong(length) > most) {
            refuse(context, TOO_LARGE, "the body has more than the " + most + " bytes that are read of such a one");
        } else {
            context.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, most);
            context.next();
        }
    }

    private static void refuse(RoutingContext context, int status, String error) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject().put("error", error).encode());
    }
}
