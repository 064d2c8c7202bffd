/** {@code vlmstream runs}: what is kept of runs is changed, or judged again into a copy. */
@NullMarked
package dev.vlmstream.cli.runs;

import org.jspecify.annotations.NullMarked;
