/** Dual encoders laid out as CLIP: a vision tower and a text tower, each one graph. */
package dev.vlmstream.inference.clip;
