/** Pictures as RGB bytes, and Pillow's resizing of them to the last bit. */
@NullMarked
package dev.vlmstream.preprocessing.pixels;

import org.jspecify.annotations.NullMarked;
