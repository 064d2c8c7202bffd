/**
 * PaliGemma (Beyer et al. 2024, arXiv 2407.07726) and PaliGemma 2 (Steiner et al. 2024, arXiv 2412.03555): a picture and its
 * prompt are one prefix whose tokens all see one another; what follows, the answer, sees what is before it.
 */
@NullMarked
package dev.vlmstream.inference.paligemma;

import org.jspecify.annotations.NullMarked;
