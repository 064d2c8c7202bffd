/** One answer against its truth: which rules apply, and what they say. */
package dev.vlmstream.evaluation.judging;
