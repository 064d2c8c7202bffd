/** Under which host names a service answers over HTTP. */
@NullMarked
package dev.vlmstream.streaming.http;

import org.jspecify.annotations.NullMarked;
