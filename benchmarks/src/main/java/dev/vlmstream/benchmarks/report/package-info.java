/** What was measured, on what machine, as a Markdown table and as JSON. */
@NullMarked
package dev.vlmstream.benchmarks.report;

import org.jspecify.annotations.NullMarked;
