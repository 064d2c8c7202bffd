/** Pictures as RGB bytes, and Pillow's resizing of them to the last bit. */
package dev.vlmstream.images.pixels;
