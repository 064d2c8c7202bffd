/** Changes what is kept of runs: their tags, whether they are shown, whether they are there. */
package dev.vlmstream.cli.runs;
