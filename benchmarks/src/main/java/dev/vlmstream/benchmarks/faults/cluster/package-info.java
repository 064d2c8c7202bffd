/** Three brokers as processes that may be killed, and proxies before them that cut a process off. */
package dev.vlmstream.benchmarks.faults.cluster;
