/** Pictures as RGB bytes, and Pillow's resizing of them to the last bit. */
@NullMarked
package dev.vlmstream.images.pixels;

import org.jspecify.annotations.NullMarked;
