/** Counts that can be merged in any order, and what is computed from them. */
@NullMarked
package dev.vlmstream.evaluation.metrics;

import org.jspecify.annotations.NullMarked;
