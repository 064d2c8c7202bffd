package dev.vlmstream.rest.items;

import org.jspecify.annotations.Nullable;

/**
 * A class and what was answered when it was shown, with an example.
 *
 * @param said the class answered; null: none of the run's classes
 * @param count how often
 * @param shown how often the class was shown and answered
 * @param example an item with this answer
 */
public record ConfusionRow(String label, @Nullable String said, long count, long shown, String example) {}
