/** Counts that can be merged in any order, and what is computed from them. */
package dev.vlmstream.evaluation.metrics;
