package dev.vlmstream.inference.decoding;

/**
 * An answer whose prompt has been read and whose first token is known.
 *
 * @param since {@link System#nanoTime()} when a slot took it
 * @param computed the prompt's keys and values
 */
record Newcomer(Answer answer, long since, KvRow computed) {}
