/** Settings of a service, by MicroProfile Config, and the names that a process gives itself. */
package dev.vlmstream.streaming.config;
