/** How a Kafka cluster is reached, for services and command alike, and the message where it cannot be. */
@NullMarked
package dev.vlmstream.schemas.cluster;

import org.jspecify.annotations.NullMarked;
