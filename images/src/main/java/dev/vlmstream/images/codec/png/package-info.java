/** PNG of every colour type and depth. */
@NullMarked
package dev.vlmstream.images.codec.png;

import org.jspecify.annotations.NullMarked;
