package dev.vlmstream.streaming.tracing;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * What an event is about.
 *
 * @param model null where the event is of none
 */
record Identity(String run, String item, String model) {
    /** @return null if the event is not about an item */
    static Identity of(SpecificRecord event) {
        Object question = value(event, "question");
        SpecificRecord about = question instanceof SpecificRecord inner ? inner : event;
        return value(about, "run") instanceof String run && value(about, "itemId") instanceof String item
                ? new Identity(run, item, value(event, "model") instanceof String model ? model : null)
                : null;
    }

    private static Object value(SpecificRecord event, String field) {
        Schema.Field there = event.getSchema().getField(field);
        return there == null ? null : event.get(there.pos());
    }
}
