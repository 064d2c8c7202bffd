/** Rounds of several sides, one after the other, and what they come to. */
@NullMarked
package dev.vlmstream.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
