/** Gemma 3 (Gemma team 2025, arXiv 2503.19786): one picture of a fixed size, whose tokens see one another. */
@NullMarked
package dev.vlmstream.inference.gemma3;

import org.jspecify.annotations.NullMarked;
