package dev.vlmstream.rest.items;

import org.jspecify.annotations.Nullable;

/**
 * What a model answered, and how often: what it says whatever it is shown stands first.
 *
 * @param said the class that was answered, or the beginning of a text that names no class; null: all further such texts
 * @param named whether it is a class of the run
 * @param count how often it was answered
 * @param right how often the image was of this class
 * @param shown how often this class was shown and answered
 * @param example an item with this answer
 */
public record AnswerCount(@Nullable String said, boolean named, long count, long right, long shown, String example) {}
