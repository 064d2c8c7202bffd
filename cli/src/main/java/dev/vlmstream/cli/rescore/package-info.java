/** Judges a run's logged predictions again, as another run: the log is copied, and no model is asked. */
package dev.vlmstream.cli.rescore;
