/**
 * LLaVA-NeXT (Liu et al. 2024, "LLaVA-NeXT: Improved reasoning, OCR, and world knowledge"): LLaVA over the whole picture
 * and its tiles.
 */
@NullMarked
package dev.vlmstream.inference.llavanext;

import org.jspecify.annotations.NullMarked;
