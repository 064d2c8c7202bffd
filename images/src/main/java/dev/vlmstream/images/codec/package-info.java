/** What the decoders of all formats share: their bytes, colours and the Java platform's readers. */
package dev.vlmstream.images.codec;
