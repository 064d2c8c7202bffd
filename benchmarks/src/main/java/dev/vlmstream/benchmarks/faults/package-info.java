/** Campaigns of faults: a cluster of brokers and two replicas of each service, which are killed, held up and cut off. */
@NullMarked
package dev.vlmstream.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
