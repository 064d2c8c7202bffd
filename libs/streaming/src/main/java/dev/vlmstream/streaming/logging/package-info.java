/** What a service's log takes. */
@NullMarked
package dev.vlmstream.streaming.logging;

import org.jspecify.annotations.NullMarked;
