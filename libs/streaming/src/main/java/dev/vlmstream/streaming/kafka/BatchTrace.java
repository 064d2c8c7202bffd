package dev.vlmstream.streaming.kafka;

import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.streaming.kafka.Tracing.Carrier;
import dev.vlmstream.streaming.kafka.Tracing.Identity;
import dev.vlmstream.streaming.kafka.Tracing.Source;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one batch: one for each traced item that something comes of, from the batch's beginning to its commit.
 * Belongs to one thread.
 */
public final class BatchTrace {
    /** Of a batch in which nothing is traced. */
    public static final BatchTrace NONE = new BatchTrace(null, false, new Source("", ""), Map.of(), 0);

    private final @Nullable Tracing tracing;
    private final boolean begins;
    private final Source source;
    private final Map<String, Context> parents;
    private final int size;
    private final long startMillis = System.currentTimeMillis();
    private final Map<String, Span> spans = new HashMap<>();

    private BatchTrace(
            @Nullable Tracing tracing, boolean begins, Source source, Map<String, Context> parents, int size) {
        this.tracing = tracing;
        this.begins = begins;
        this.source = source;
        this.parents = parents;
        this.size = size;
    }

    static BatchTrace of(Tracing tracing, boolean begins, String group, List<ConsumerRecord<byte[], byte[]>> batch) {
        Map<String, Context> parents = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            if (Carrier.isTraced(record.headers())) {
                String run = EventHeaders.text(record.headers(), EventHeaders.RUN);
                String item = EventHeaders.text(record.headers(), EventHeaders.ITEM);
                parents.put(run + "/" + item, Carrier.parent(record.headers()));
            }
        }
        if (batch.isEmpty() || !begins && parents.isEmpty()) {
            return NONE;
        }
        // A loop reads one topic.
        return new BatchTrace(tracing, begins, new Source(batch.get(0).topic(), group), parents, batch.size());
    }

    /** Lets an event's record carry the trace of its item, if it is traced. */
    public void carry(SpecificRecord event, Headers headers) {
        if (this == NONE) {
            return;
        }
        Identity identity = Identity.of(event);
        Span span = identity == null ? null : span(identity);
        if (span != null && span.getSpanContext().isSampled()) {
            if (identity.model() != null) {
                span.setAttribute(Tracing.MODEL, identity.model());
            }
            Carrier.put(span, identity, headers);
        }
    }

    /** The headers of a request that is made for an item, by which its server continues the trace; none if it is not traced. */
    public Map<String, String> headers(String run, String item) {
        Span span = this == NONE ? null : span(new Identity(run, item, null));
        return span != null && span.getSpanContext().isSampled() ? Carrier.headers(span) : Map.of();
    }

    private @Nullable Span span(Identity identity) {
        String key = identity.run() + "/" + identity.item();
        Context parent = parents.get(key);
        return parent == null && !begins
                ? null
                : spans.computeIfAbsent(
                        key,
                        k -> tracing.start(identity, parent == null ? Context.root() : parent, source, startMillis)
                                .setAttribute(Tracing.BATCH_SIZE, (long) size));
    }

    /** The batch is committed. */
    public void end() {
        spans.values().forEach(Span::end);
    }

    /** The batch is given up; it will be done again. */
    public void fail(Throwable cause) {
        spans.values().forEach(span -> {
            span.setAttribute(Tracing.ERROR, cause.getClass().getName());
            span.setStatus(StatusCode.ERROR, String.valueOf(cause.getMessage()));
            span.end();
        });
    }
}
