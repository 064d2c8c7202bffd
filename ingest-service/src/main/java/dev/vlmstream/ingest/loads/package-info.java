/** Datasets that ingest reads by itself, from addresses that are allowed, in the background. */
@NullMarked
package dev.vlmstream.ingest.loads;

import org.jspecify.annotations.NullMarked;
