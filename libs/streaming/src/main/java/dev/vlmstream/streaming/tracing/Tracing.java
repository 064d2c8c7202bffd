package dev.vlmstream.streaming.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Traces of single items. Ingest decides of an item whether it is traced; what follows in other services is traced if the
 * record that it comes of is. An item that is not traced costs a look at its record's headers.
 */
public final class Tracing {
    static final AttributeKey<String> RUN = AttributeKey.stringKey("vlmstream.run");
    static final AttributeKey<String> ITEM = AttributeKey.stringKey("vlmstream.item");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("vlmstream.model");
    static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("vlmstream.batch.size");

    /** Nothing is traced. */
    public static final Tracing OFF = new Tracing(null, "");

    private final @Nullable Tracer tracer;
    private final String operation;

    /** @param operation what this service does, the spans' name */
    Tracing(@Nullable Tracer tracer, String operation) {
        this.tracer = tracer;
        this.operation = operation;
    }

    /** @param begins whether traces begin here */
    public BatchTrace batch(boolean begins, Iterable<ConsumerRecord<byte[], byte[]>> batch) {
        return tracer == null ? BatchTrace.NONE : BatchTrace.of(this, begins, batch);
    }

    /** Headers of an event that comes of a record at once. */
    public @Nullable Headers event(@Nullable Headers record, SpecificRecord event) {
        if (tracer == null || record == null || !Carrier.isTraced(record)) {
            return null;
        }
        Identity identity = Identity.of(event);
        Span span = start(identity, Carrier.parent(record), System.currentTimeMillis());
        if (identity.model() != null) {
            span.setAttribute(MODEL, identity.model());
        }
        span.end();
        RecordHeaders headers = new RecordHeaders();
        Carrier.put(span, identity, headers);
        return headers;
    }

    Span start(@Nullable Identity identity, Context parent, long startMillis) {
        return tracer.spanBuilder(operation)
                .setParent(parent)
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(startMillis, TimeUnit.MILLISECONDS)
                .setAttribute(RUN, identity.run())
                .setAttribute(ITEM, identity.item())
                .startSpan();
    }
}
