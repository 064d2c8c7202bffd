/** What is seen of loops from outside: health, meters, lag, fencing; and the end of the process with its parent. */
package dev.vlmstream.streaming.health;
