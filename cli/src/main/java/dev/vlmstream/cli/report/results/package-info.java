/** What reports are made of: runs as the scoring service tells of them, rates, and the numbers that were published. */
@NullMarked
package dev.vlmstream.cli.report.results;

import org.jspecify.annotations.NullMarked;
