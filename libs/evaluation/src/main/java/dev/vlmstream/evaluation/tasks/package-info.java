/** Benchmarks as files: how one is written, read, worded and judged. */
@NullMarked
package dev.vlmstream.evaluation.tasks;

import org.jspecify.annotations.NullMarked;
