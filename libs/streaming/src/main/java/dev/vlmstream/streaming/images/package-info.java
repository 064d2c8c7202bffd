/** Images by address, from allowed directories and hosts alone. */
@NullMarked
package dev.vlmstream.streaming.images;

import org.jspecify.annotations.NullMarked;
