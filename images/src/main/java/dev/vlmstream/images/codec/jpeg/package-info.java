/** JPEG through the Java platform's libjpeg. */
@NullMarked
package dev.vlmstream.images.codec.jpeg;

import org.jspecify.annotations.NullMarked;
