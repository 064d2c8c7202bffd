/**
 * Florence-2 (Xiao et al. 2024, arXiv 2311.06242): a vision encoder, BART's encoder that reads its features and the prompt at
 * once, BART's decoder that answers. Tasks are sentences, coordinates are tokens of the answer and stay its text.
 */
@NullMarked
package dev.vlmstream.inference.florence2;

import org.jspecify.annotations.NullMarked;
