/**
 * Kafka clients whose settings keep the promises, the topics that a service works on, and how large their records may be.
 */
@NullMarked
package dev.vlmstream.streaming.kafka;

import org.jspecify.annotations.NullMarked;
