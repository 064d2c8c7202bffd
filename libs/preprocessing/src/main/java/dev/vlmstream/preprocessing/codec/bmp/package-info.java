/** Uncompressed BMP. */
@NullMarked
package dev.vlmstream.preprocessing.codec.bmp;

import org.jspecify.annotations.NullMarked;
