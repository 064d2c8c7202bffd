/**
 * Kafka clients whose settings keep the promises, the topics that a service works on, how large their records may be, and the
 * traces that these carry.
 */
@NullMarked
package dev.vlmstream.streaming.kafka;

import org.jspecify.annotations.NullMarked;
