/** How a Kafka cluster is reached, for services and command alike, the message where it cannot be, and the room on its disk. */
@NullMarked
package dev.vlmstream.schemas.cluster;

import org.jspecify.annotations.NullMarked;
