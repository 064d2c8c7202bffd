/**
 * Fetching of large files, whoever serves them: parts that continue where a connection broke, further attempts, connections
 * that bring nothing, redirects, names that others chose.
 */
@NullMarked
package dev.vlmstream.datasets.sources.download;

import org.jspecify.annotations.NullMarked;
