/** Compacted topics as tables in memory. */
package dev.vlmstream.streaming.tables;
