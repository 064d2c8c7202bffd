/**
 * FastVLM (Vasu et al. 2025, arXiv 2412.13303): LLaVA with a convolutional encoder, FastViTHD, that makes few image tokens of a
 * large picture; one image, one size.
 */
@NullMarked
package dev.vlmstream.inference.fastvlm;

import org.jspecify.annotations.NullMarked;
