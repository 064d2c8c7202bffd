/** The first frame of a GIF. */
@NullMarked
package dev.vlmstream.images.codec.gif;

import org.jspecify.annotations.NullMarked;
