/** What is measured over: photos, runs, and the topics that they travel on. */
@NullMarked
package dev.vlmstream.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
