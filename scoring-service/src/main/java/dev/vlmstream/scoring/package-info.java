/**
 * The scoring service: joins predictions with references, judges them, keeps the metrics, and serves both over HTTP.
 * {@code topology} is what Kafka Streams runs, {@code view} what requests are answered from, {@code http} the
 * requests, {@code service} what holds them together.
 */
package dev.vlmstream.scoring;
