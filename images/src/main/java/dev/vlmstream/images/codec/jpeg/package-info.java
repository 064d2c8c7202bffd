/** JPEG through the Java platform's libjpeg. */
package dev.vlmstream.images.codec.jpeg;
