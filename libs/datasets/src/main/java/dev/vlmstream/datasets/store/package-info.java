/** Images kept once, by the SHA-256 of their bytes, so that events need carry no more than that. */
@NullMarked
package dev.vlmstream.datasets.store;

import org.jspecify.annotations.NullMarked;
