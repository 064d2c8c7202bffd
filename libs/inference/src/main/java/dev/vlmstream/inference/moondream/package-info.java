/**
 * Moondream2 (Korrapati 2024) as transformers.js has it: LLaVA's shape with SigLIP's encoder and Phi, a prompt of its own, and a
 * placeholder that its tokenizer does not know.
 */
@NullMarked
package dev.vlmstream.inference.moondream;

import org.jspecify.annotations.NullMarked;
