/** Images by address, from allowed directories and hosts alone. */
package dev.vlmstream.streaming.images;
