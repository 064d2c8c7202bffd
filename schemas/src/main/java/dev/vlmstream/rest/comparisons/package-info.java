/** Models set beside one another: paired on the same items, and each way of asking against the dual encoder. */
@NullMarked
package dev.vlmstream.rest.comparisons;

import org.jspecify.annotations.NullMarked;
