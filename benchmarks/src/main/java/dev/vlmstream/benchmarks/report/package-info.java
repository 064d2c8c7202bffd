/** What was measured, on what machine, as a Markdown table and as JSON. */
package dev.vlmstream.benchmarks.report;
