/** More items than the decoders manage: memory stays, the lag shows it, and nothing is dropped. */
package dev.vlmstream.benchmarks.overload;
