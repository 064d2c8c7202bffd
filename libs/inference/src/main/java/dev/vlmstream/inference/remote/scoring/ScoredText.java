package dev.vlmstream.inference.remote.scoring;

import dev.vlmstream.inference.remote.api.RequestImage;
import org.jspecify.annotations.Nullable;

/**
 * What a server is asked to score.
 *
 * @param answer the beginning of the answer, with or without a class name; may be empty
 * @param from the first token of the whole prompt of which something is to be known, counted from 0
 */
public record ScoredText(String question, @Nullable RequestImage image, String answer, int from) {}
