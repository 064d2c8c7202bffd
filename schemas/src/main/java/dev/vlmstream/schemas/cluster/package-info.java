/** How a Kafka cluster is reached, for services and command alike, and what is said where it cannot be. */
package dev.vlmstream.schemas.cluster;
