/** Changes what is kept of runs: their tags, whether they are shown, whether they are there. */
@NullMarked
package dev.vlmstream.cli.runs;

import org.jspecify.annotations.NullMarked;
