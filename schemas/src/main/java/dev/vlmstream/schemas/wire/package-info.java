/**
 * How events become bytes on a topic: Avro's single-object encoding, readable in every released version; or, where
 * one is set, the format of a schema registry.
 */
@NullMarked
package dev.vlmstream.schemas.wire;

import org.jspecify.annotations.NullMarked;
