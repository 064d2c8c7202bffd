/** Settings of a service, by MicroProfile Config, and the names that a process gives itself. */
@NullMarked
package dev.vlmstream.streaming.config;

import org.jspecify.annotations.NullMarked;
