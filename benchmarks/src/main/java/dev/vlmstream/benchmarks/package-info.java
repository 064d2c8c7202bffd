/** Measures the libraries and the pipeline beside yardsticks that are not ours; {@code benchmarks/run} starts it. */
@NullMarked
package dev.vlmstream.benchmarks;

import org.jspecify.annotations.NullMarked;
