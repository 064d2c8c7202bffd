/**
 * The whole of VLM Stream on one machine: a real Kafka broker and the services, each a process of its own, watched and
 * restarted by the process that started them, and ending with it, however it ends. {@link
 * dev.vlmstream.local.LocalStack#start} is the way in.
 */
@NullMarked
package dev.vlmstream.local;

import org.jspecify.annotations.NullMarked;
