package dev.vlmstream.streaming.tracing;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

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
