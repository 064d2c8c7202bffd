/** Runs on a terminal, as they go on. */
package dev.vlmstream.cli.watch;
