/** The door: dataset lines as people push them are checked and become questions, which models read, and references. */
@NullMarked
package dev.vlmstream.ingest;

import org.jspecify.annotations.NullMarked;
