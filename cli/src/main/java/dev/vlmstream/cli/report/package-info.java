/** A study's tables from the runs of a scoring service: one HTML page, Markdown or CSV to take away. */
package dev.vlmstream.cli.report;
