/** Events of the streams and WebSockets. */
@NullMarked
package dev.vlmstream.rest.live;

import org.jspecify.annotations.NullMarked;
