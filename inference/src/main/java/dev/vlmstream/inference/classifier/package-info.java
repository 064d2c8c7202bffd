/** Supervised image classifiers of any architecture: one graph from pixels to logits. */
package dev.vlmstream.inference.classifier;
