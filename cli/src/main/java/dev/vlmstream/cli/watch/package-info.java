/** Runs on a terminal, as they run. */
@NullMarked
package dev.vlmstream.cli.watch;

import org.jspecify.annotations.NullMarked;
