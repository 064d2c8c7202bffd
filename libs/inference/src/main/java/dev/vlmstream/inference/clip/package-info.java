/** Dual encoders laid out as CLIP: a vision tower and a text tower, each one graph. */
@NullMarked
package dev.vlmstream.inference.clip;

import org.jspecify.annotations.NullMarked;
