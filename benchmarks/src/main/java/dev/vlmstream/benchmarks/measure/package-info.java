/** Rounds of several sides, one after the other, and what they come to. */
package dev.vlmstream.benchmarks.measure;
