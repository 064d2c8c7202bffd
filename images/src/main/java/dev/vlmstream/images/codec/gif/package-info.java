/** The first frame of a GIF. */
package dev.vlmstream.images.codec.gif;
