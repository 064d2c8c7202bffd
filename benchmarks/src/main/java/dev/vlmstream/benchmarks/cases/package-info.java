/** The measurements, one class each, and the processes that they measure in. */
package dev.vlmstream.benchmarks.cases;
