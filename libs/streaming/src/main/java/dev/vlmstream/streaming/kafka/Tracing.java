package dev.vlmstream.streaming.kafka;

import dev.vlmstream.schemas.topics.EventHeaders;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Traces of single items, in OpenTelemetry's conventions for Kafka. Ingest decides of an item whether it is traced; what follows in
 * other services is traced if the record that it comes of is. An item that is not traced costs a look at its record's headers.
 */
public final class Tracing {
    static final AttributeKey<String> RUN = AttributeKey.stringKey("vlmstream.run");
    static final AttributeKey<String> ITEM = AttributeKey.stringKey("vlmstream.item");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("vlmstream.model");
    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.name");
    static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
    static final AttributeKey<String> GROUP = AttributeKey.stringKey("messaging.consumer.group.name");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("vlmstream.batch.size");

    /** Nothing is traced. */
    public static final Tracing OFF = new Tracing(null);

    private static final String PROCESS = "process";

    private final @Nullable Tracer tracer;

    Tracing(@Nullable Tracer tracer) {
        this.tracer = tracer;
    }

    /** Where a record was read, and by which consumer group. */
    public record Source(String topic, String group) {}

    /** @param begins whether traces begin here */
    public BatchTrace batch(boolean begins, String group, List<ConsumerRecord<byte[], byte[]>> batch) {
        return tracer == null ? BatchTrace.NONE : BatchTrace.of(this, begins, group, batch);
    }

    /** Headers of an event that comes of a record at once. */
    public @Nullable Headers event(Headers record, Source source, SpecificRecord event) {
        if (tracer == null || !Carrier.isTraced(record)) {
            return null;
        }
        Identity identity = Identity.of(event);
        Span span = start(identity, Carrier.parent(record), source, System.currentTimeMillis());
        if (identity.model() != null) {
            span.setAttribute(MODEL, identity.model());
        }
        span.end();
        RecordHeaders headers = new RecordHeaders();
        Carrier.put(span, identity, headers);
        return headers;
    }

    /** As long as it is open, what this thread logs has the id of the trace that a record belongs to. */
    public static LogScope logging(Headers record) {
        boolean traced = Carrier.isTraced(record);
        if (traced) {
            SpanContext parent = Span.fromContext(Carrier.parent(record)).getSpanContext();
            MDC.put(LogScope.TRACE_ID, parent.getTraceId());
        }
        return new LogScope(traced);
    }

    /** @param traced whether there is an id to take away at the end */
    public record LogScope(boolean traced) implements AutoCloseable {
        /** As Quarkus calls it. */
        static final String TRACE_ID = "traceId";

        @Override
        public void close() {
            if (traced) {
                MDC.remove(TRACE_ID);
            }
        }
    }

    Span start(@Nullable Identity identity, Context parent, Source source, long startMillis) {
        return tracer.spanBuilder(PROCESS + " " + source.topic())
                .setParent(parent)
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(startMillis, TimeUnit.MILLISECONDS)
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(OPERATION, PROCESS)
                .setAttribute(OPERATION_TYPE, PROCESS)
                .setAttribute(TOPIC, source.topic())
                .setAttribute(GROUP, source.group())
                .setAttribute(RUN, identity.run())
                .setAttribute(ITEM, identity.item())
                .startSpan();
    }

    /** What an event is about. */
    record Identity(String run, String item, @Nullable String model) {
        static @Nullable Identity of(SpecificRecord event) {
            Object question = value(event, "question");
            SpecificRecord about = question instanceof SpecificRecord inner ? inner : event;
            return value(about, "run") instanceof String run && value(about, "itemId") instanceof String item
                    ? new Identity(run, item, value(event, "model") instanceof String model ? model : null)
                    : null;
        }

        private static @Nullable Object value(SpecificRecord event, String field) {
            Schema.Field there = event.getSchema().getField(field);
            return there == null ? null : event.get(there.pos());
        }
    }

    /** A trace's context in the headers of a record, as W3C's {@code traceparent} and {@code tracestate}. */
    static final class Carrier {
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
                return EventHeaders.text(headers, key);
            }
        };

        private Carrier() {}

        static boolean isTraced(Headers headers) {
            return headers.lastHeader(TRACE_PARENT) != null;
        }

        static Context parent(Headers headers) {
            return W3C.extract(Context.root(), headers, GETTER);
        }

        static Map<String, String> headers(Span span) {
            Map<String, String> headers = new HashMap<>();
            W3C.inject(Context.root().with(span), headers, Map::put);
            return headers;
        }

        /** Adds the context, and what it is of, so that the next service need not read the event to know. */
        static void put(Span span, Identity identity, Headers headers) {
            W3C.inject(Context.root().with(span), headers, EventHeaders::put);
            EventHeaders.put(headers, EventHeaders.RUN, identity.run());
            EventHeaders.put(headers, EventHeaders.ITEM, identity.item());
        }
    }

    /**
     * Turns tracing on where OpenTelemetry's own settings, in the environment or as system properties, name an exporter's
     * address. Unless they say otherwise, one item in a hundred is traced and spans travel as OTLP over HTTP.
     */
    @Singleton
    public static class Setup {
        private static final Logger LOG = Logger.getLogger(Setup.class);
        private static final List<String> ADDRESSES =
                List.of("otel.exporter.otlp.traces.endpoint", "otel.exporter.otlp.endpoint");

        @Produces
        @Singleton
        Tracing tracing(@ConfigProperty(name = "quarkus.application.name") String application) {
            String address = address();
            if (address == null) {
                return Tracing.OFF;
            }
            String service = application.replaceFirst("^vlmstream-", "");
            var sdk = AutoConfiguredOpenTelemetrySdk.builder()
                    .addPropertiesSupplier(() -> Map.of(
                            "otel.service.name", "vlmstream-" + service,
                            "otel.exporter.otlp.protocol", "http/protobuf",
                            "otel.traces.sampler", "parentbased_traceidratio",
                            "otel.traces.sampler.arg", "0.01",
                            "otel.metrics.exporter", "none",
                            "otel.logs.exporter", "none"))
                    .build();
            LOG.infof("traces go to %s", address);
            return new Tracing(sdk.getOpenTelemetrySdk().getTracer("vlmstream"));
        }

        private static @Nullable String address() {
            for (String name : ADDRESSES) {
                String variable = System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_'));
                String value = System.getProperty(name, variable);
                if (value != null && !value.isBlank()) {
                    return value;
                }
            }
            return null;
        }
    }
}
