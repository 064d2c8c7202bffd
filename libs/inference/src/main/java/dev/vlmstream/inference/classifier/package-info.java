/** Supervised image classifiers of any architecture: one graph from pixels to logits. */
@NullMarked
package dev.vlmstream.inference.classifier;

import org.jspecify.annotations.NullMarked;
