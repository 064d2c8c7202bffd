/** Campaigns of faults: a cluster of brokers and two replicas of each service, which are killed, held up and cut off. */
package dev.vlmstream.benchmarks.faults;
