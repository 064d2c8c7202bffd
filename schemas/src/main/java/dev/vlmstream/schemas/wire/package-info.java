/**
 * How events become bytes on a topic: Avro's single-object encoding, readable in every version ever written; or, where
 * one is set, the format of a schema registry.
 */
package dev.vlmstream.schemas.wire;
