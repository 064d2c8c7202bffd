/** Datasets of questions that are being made, as their topics tell of them. */
@NullMarked
package dev.vlmstream.scoring.makings;

import org.jspecify.annotations.NullMarked;
