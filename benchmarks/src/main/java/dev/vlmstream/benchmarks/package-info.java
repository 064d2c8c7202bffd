/** Measures the libraries and the pipeline beside yardsticks that are not ours; {@code benchmarks/run} starts it. */
package dev.vlmstream.benchmarks;
