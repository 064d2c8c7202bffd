package dev.vlmstream.rest.items;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter without the record it is about.
 *
 * @param run null, as item and model, where it cannot be told
 * @param topic where that record lies
 * @param at milliseconds since the epoch
 */
public record DeadLetterLine(
        @Nullable String run,
        @Nullable String item,
        @Nullable String model,
        String service,
        String reason,
        String topic,
        int partition,
        long offset,
        long at) {}
