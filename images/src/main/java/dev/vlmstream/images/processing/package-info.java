/** The pad, resize, crop, rescale and normalise that a model's configuration file describes. */
package dev.vlmstream.images.processing;
