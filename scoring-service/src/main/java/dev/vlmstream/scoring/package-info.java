/**
 * The scoring service: joins predictions with references, judges them, keeps the metrics, and serves both over HTTP.
 * {@code topology} is what Kafka Streams runs, on the books of {@code ledger}. {@code readmodel} follows the topics;
 * {@code runs} is what it knows, over the files of {@code index}. {@code metrics}, {@code comparisons} and {@code items} are
 * what {@code http} answers. {@code service} holds them together.
 */
@NullMarked
package dev.vlmstream.scoring;

import org.jspecify.annotations.NullMarked;
