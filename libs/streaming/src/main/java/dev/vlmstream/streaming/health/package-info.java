/** What is seen of loops from outside: health, meters, lag, fencing; and the end of the process with its parent. */
@NullMarked
package dev.vlmstream.streaming.health;

import org.jspecify.annotations.NullMarked;
