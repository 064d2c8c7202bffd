/**
 * Decoding by a merged decoder graph with a KV cache: what every vision-language family shares once its prompt is embedded.
 */
@NullMarked
package dev.vlmstream.inference.decoding;

import org.jspecify.annotations.NullMarked;
