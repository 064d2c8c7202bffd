/** Spans of single items across the services, in OpenTelemetry's terms; off unless an exporter's address is set. */
@NullMarked
package dev.vlmstream.streaming.tracing;

import org.jspecify.annotations.NullMarked;
