/** How a service answers over HTTP: under which host names, to whom, and with which words where it refuses. */
@NullMarked
package dev.vlmstream.streaming.http;

import org.jspecify.annotations.NullMarked;
