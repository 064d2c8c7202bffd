package dev.vlmstream.inference.generation;

/**
 * One of several answers.
 *
 * @param tokenIds the end token included if there was one
 * @param score log-probability after the processors, divided by the number of tokens to the power of the length penalty
 * @param truncated true if its length ended it
 */
public record Beam(int[] tokenIds, float score, boolean truncated) {}
