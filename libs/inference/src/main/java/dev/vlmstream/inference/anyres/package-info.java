/**
 * What models have in common that look at a whole picture and at its tiles, whose number follows from its shape ("anyres"):
 * from the features of tiles to those of image tokens.
 */
@NullMarked
package dev.vlmstream.inference.anyres;

import org.jspecify.annotations.NullMarked;
