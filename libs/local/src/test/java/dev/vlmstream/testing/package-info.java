/** What tests of several modules need: a real broker. */
@NullMarked
package dev.vlmstream.testing;

import org.jspecify.annotations.NullMarked;
