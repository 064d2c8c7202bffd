/** From a dataset to the records of its items, the same whether the command pushes them, over HTTP or not, or ingest by itself. */
@NullMarked
package dev.vlmstream.items;

import org.jspecify.annotations.NullMarked;
