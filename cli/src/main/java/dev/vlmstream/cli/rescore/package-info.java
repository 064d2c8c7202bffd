/** Judges a run's logged predictions again, as another run: the log is copied, and no model answers again. */
@NullMarked
package dev.vlmstream.cli.rescore;

import org.jspecify.annotations.NullMarked;
