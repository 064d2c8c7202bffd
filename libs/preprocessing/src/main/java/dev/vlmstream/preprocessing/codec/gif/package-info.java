/** The first frame of a GIF. */
@NullMarked
package dev.vlmstream.preprocessing.codec.gif;

import org.jspecify.annotations.NullMarked;
