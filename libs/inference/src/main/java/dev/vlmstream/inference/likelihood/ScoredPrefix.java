package dev.vlmstream.inference.likelihood;

import dev.vlmstream.inference.decoding.KvCache;

/**
 * One prefix while its names are scored.
 *
 * @param prefix without padding, one row
 * @param nextPosition of the first token after the prefix
 * @param words of the vocabulary
 */
record ScoredPrefix(KvCache prefix, long nextPosition, int words, LogProbabilities logProbs) {}
