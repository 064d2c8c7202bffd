/** Models behind APIs as services use them: their answers and their runs' accounts lie in Kafka, for all replicas. */
@NullMarked
package dev.vlmstream.remote;

import org.jspecify.annotations.NullMarked;
