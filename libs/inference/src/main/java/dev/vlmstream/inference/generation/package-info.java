/**
 * What to do with the logits of a row: processors, choice of a token, the end of an answer, and beams, each as
 * Hugging Face transformers 4.51 defines it. Nothing here knows of graphs or batches.
 */
@NullMarked
package dev.vlmstream.inference.generation;

import org.jspecify.annotations.NullMarked;
