/** LLaVA-1.5 (Liu et al. 2024, arXiv 2310.03744): a vision encoder, a projector, a decoder; one image, one size. */
@NullMarked
package dev.vlmstream.inference.llava;

import org.jspecify.annotations.NullMarked;
