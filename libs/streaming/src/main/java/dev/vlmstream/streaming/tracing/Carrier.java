package dev.vlmstream.streaming.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A trace's context in the headers of a record, as W3C's {@code traceparent} and {@code tracestate}. */
final class Carrier {
    static final String TRACE_PARENT = "traceparent";
    private static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
            return StreamSupport.stream(headers.spliterator(), false)
                    .map(Header::key)
                    .toList();
        }

        @Override
        public @Nullable String get(Headers headers, String key) {
            return text(headers, key);
        }
    };

    private Carrier() {}

    static boolean isTraced(Headers headers) {
        return headers.lastHeader(TRACE_PARENT) != null;
    }

    static Context parent(Headers headers) {
        return W3C.extract(Context.root(), headers, GETTER);
    }

    /** Adds the context, and what it is of, so that the next service need not read the event to know. */
    static void put(Span span, Identity identity, Headers headers) {
        W3C.inject(Context.root().with(span), headers, (to, key, value) -> set(to, key, value));
        set(headers, dev.vlmstream.schemas.topics.Headers.RUN, identity.run());
        set(headers, dev.vlmstream.schemas.topics.Headers.ITEM, identity.item());
    }

    private static void set(Headers headers, String key, String value) {
        headers.remove(key).add(key, value.getBytes(UTF_8));
    }

    /** A header's text. */
    static @Nullable String text(Headers headers, String key) {
        Header header = headers.lastHeader(key);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
