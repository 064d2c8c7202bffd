/** Three brokers as processes that may be killed, and proxies before them that cut a process off. */
@NullMarked
package dev.vlmstream.benchmarks.faults.cluster;

import org.jspecify.annotations.NullMarked;
