/** Uncompressed BMP. */
package dev.vlmstream.images.codec.bmp;
