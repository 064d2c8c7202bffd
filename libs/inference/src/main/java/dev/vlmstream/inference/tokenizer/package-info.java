/** Text to token ids and back, from a bundle's {@code tokenizer.json}. */
@NullMarked
package dev.vlmstream.inference.tokenizer;

import org.jspecify.annotations.NullMarked;
