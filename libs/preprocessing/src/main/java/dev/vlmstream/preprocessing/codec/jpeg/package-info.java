/** JPEG through the Java platform's libjpeg. */
@NullMarked
package dev.vlmstream.preprocessing.codec.jpeg;

import org.jspecify.annotations.NullMarked;
