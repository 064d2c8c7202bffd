/** The Kafka Streams topology: predictions, references, verdicts and dead letters in, scores and metrics out, exactly once. */
@NullMarked
package dev.vlmstream.scoring.topology;

import org.jspecify.annotations.NullMarked;
