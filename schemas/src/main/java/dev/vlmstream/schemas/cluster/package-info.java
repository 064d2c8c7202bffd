/** How a Kafka cluster is reached, for services and command alike, and the message where it cannot be. */
package dev.vlmstream.schemas.cluster;
