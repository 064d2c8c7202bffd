/** Spans of single items across the services, in OpenTelemetry's terms; off unless an exporter's address is set. */
package dev.vlmstream.streaming.tracing;
