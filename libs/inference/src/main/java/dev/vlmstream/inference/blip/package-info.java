/**
 * BLIP-2 (Li et al. 2023, arXiv 2301.12597) and InstructBLIP (Dai et al. 2023, arXiv 2305.06500): a vision encoder, a
 * Q-Former that makes a fixed number of image tokens of its output, a decoder-only language model. The image tokens stand
 * before everything else, the token that begins a sequence included.
 */
@NullMarked
package dev.vlmstream.inference.blip;

import org.jspecify.annotations.NullMarked;
