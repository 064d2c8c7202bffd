/** How events become bytes on a topic: Avro's single-object encoding, readable in every version ever written. */
package dev.vlmstream.schemas.wire;
