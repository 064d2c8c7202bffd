/** Plain TIFF through the Java platform's reader. */
@NullMarked
package dev.vlmstream.preprocessing.codec.tiff;

import org.jspecify.annotations.NullMarked;
