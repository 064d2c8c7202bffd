/** What the decoders of all formats share: their bytes, colours and the Java platform's readers. */
@NullMarked
package dev.vlmstream.preprocessing.codec;

import org.jspecify.annotations.NullMarked;
