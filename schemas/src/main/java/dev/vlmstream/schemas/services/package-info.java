/** Which services there are, and what each may do in Kafka. */
@NullMarked
package dev.vlmstream.schemas.services;

import org.jspecify.annotations.NullMarked;
