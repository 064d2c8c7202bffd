/** The door: dataset lines as people push them are checked and become questions, which models read, and references. */
package dev.vlmstream.ingest;
