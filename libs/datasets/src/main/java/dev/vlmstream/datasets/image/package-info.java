/** Where items' images lie, and their bytes when asked for. */
@NullMarked
package dev.vlmstream.datasets.image;

import org.jspecify.annotations.NullMarked;
