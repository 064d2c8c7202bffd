/**
 * The Kafka Streams topology: predictions, references and dead letters in, scores and metrics out, exactly once. Its
 * state is one store; the counts are always what the judged items in that store add up to.
 */
package dev.vlmstream.scoring.topology;
