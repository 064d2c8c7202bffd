/** Compacted topics as tables in memory. */
@NullMarked
package dev.vlmstream.streaming.tables;

import org.jspecify.annotations.NullMarked;
