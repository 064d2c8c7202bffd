/** A study's tables from the runs of a scoring service: one HTML page, Markdown or CSV to take away. */
@NullMarked
package dev.vlmstream.cli.report;

import org.jspecify.annotations.NullMarked;
