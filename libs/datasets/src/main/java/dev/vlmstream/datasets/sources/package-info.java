/** Datasets from where they lie to local files, which is all that their readers know. */
@NullMarked
package dev.vlmstream.datasets.sources;

import org.jspecify.annotations.NullMarked;
