/** Runs on a terminal, as they go on. */
@NullMarked
package dev.vlmstream.cli.watch;

import org.jspecify.annotations.NullMarked;
