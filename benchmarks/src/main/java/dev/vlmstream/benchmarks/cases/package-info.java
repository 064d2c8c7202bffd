/** The measurements, one class each, and the processes that they measure in. */
@NullMarked
package dev.vlmstream.benchmarks.cases;

import org.jspecify.annotations.NullMarked;
