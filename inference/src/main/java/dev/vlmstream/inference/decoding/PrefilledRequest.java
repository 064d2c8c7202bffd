package dev.vlmstream.inference.decoding;

/**
 * An answer whose prompt has been read and whose first token is known.
 *
 * @param spent nanoseconds that this took
 * @param computed the prompt's keys and values
 */
record PrefilledRequest(GeneratedSequence answer, long spent, KvRow computed) {}
