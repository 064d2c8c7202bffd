/** A bundle's own chat template. */
@NullMarked
package dev.vlmstream.inference.chat;

import org.jspecify.annotations.NullMarked;
