/** Text to token ids and back, from a bundle's {@code tokenizer.json}. */
package dev.vlmstream.inference.tokenizer;
