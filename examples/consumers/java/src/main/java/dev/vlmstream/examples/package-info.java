/** A consumer of results, to copy from. */
@NullMarked
package dev.vlmstream.examples;

import org.jspecify.annotations.NullMarked;
