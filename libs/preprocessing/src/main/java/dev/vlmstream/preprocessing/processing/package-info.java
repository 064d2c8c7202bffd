/** The pad, resize, crop, rescale and normalise that a model's configuration file describes. */
@NullMarked
package dev.vlmstream.preprocessing.processing;

import org.jspecify.annotations.NullMarked;
