/** Uncompressed BMP. */
@NullMarked
package dev.vlmstream.images.codec.bmp;

import org.jspecify.annotations.NullMarked;
