/** What is pushed as it changes: Server-Sent Events and WebSockets. */
@NullMarked
package dev.vlmstream.scoring.http.live;

import org.jspecify.annotations.NullMarked;
