/** More items than the decoders manage: memory stays, the lag shows it, and nothing is dropped. */
@NullMarked
package dev.vlmstream.benchmarks.overload;

import org.jspecify.annotations.NullMarked;
