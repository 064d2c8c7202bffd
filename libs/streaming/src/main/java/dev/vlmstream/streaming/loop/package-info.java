/**
 * The exactly-once loop. A service brings a {@link dev.vlmstream.streaming.loop.BatchHandler}; what makes its results count
 * once is here, and only here.
 */
@NullMarked
package dev.vlmstream.streaming.loop;

import org.jspecify.annotations.NullMarked;
