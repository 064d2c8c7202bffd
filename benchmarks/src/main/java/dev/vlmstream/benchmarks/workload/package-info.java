/** What is measured over: photos, runs, and the topics that they travel on. */
package dev.vlmstream.benchmarks.workload;
