package dev.vlmstream.rest.items;

/**
 * A dead letter without the record it is about.
 *
 * @param run null, as item and model, where it cannot be told
 * @param topic where that record lies
 * @param at milliseconds since the epoch
 */
public record DeadLetterLine(
        String run,
        String item,
        String model,
        String service,
        String reason,
        String topic,
        int partition,
        long offset,
        long at) {}
