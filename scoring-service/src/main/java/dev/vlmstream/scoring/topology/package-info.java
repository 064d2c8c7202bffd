/** The Kafka Streams topology: predictions, references, verdicts and dead letters in, scores and metrics out, exactly once. */
package dev.vlmstream.scoring.topology;
