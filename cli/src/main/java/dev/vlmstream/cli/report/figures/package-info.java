/** The pictures of a report's page: where each of their parts lies; {@code report.html} has the elements. */
@NullMarked
package dev.vlmstream.cli.report.figures;

import org.jspecify.annotations.NullMarked;
