/** Plain TIFF through the Java platform's reader. */
package dev.vlmstream.images.codec.tiff;
