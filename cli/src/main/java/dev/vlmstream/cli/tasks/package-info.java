/** {@code vlmstream tasks}: the benchmarks that there are, those that ship and your own, and what their files say. */
@NullMarked
package dev.vlmstream.cli.tasks;

import org.jspecify.annotations.NullMarked;
