/** What the first bytes of an image file say, and how large a picture may be: read before any pixel is decoded. */
@NullMarked
package dev.vlmstream.preprocessing.header;

import org.jspecify.annotations.NullMarked;
