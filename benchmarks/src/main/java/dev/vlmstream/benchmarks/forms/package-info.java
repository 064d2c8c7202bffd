/** One dataset in many forms, and by every way in. */
@NullMarked
package dev.vlmstream.benchmarks.forms;

import org.jspecify.annotations.NullMarked;
