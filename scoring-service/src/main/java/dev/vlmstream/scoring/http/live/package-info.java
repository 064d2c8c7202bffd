/** What is pushed as it changes, as Server-Sent Events. */
@NullMarked
package dev.vlmstream.scoring.http.live;

import org.jspecify.annotations.NullMarked;
