/**
 * Idefics3 (Laurençon et al. 2024, arXiv 2408.12637) and SmolVLM (Marafioti et al. 2025, arXiv 2504.05299): tiles that
 * stand in the prompt with their row and column, shrunk by pixel shuffle.
 */
@NullMarked
package dev.vlmstream.inference.idefics3;

import org.jspecify.annotations.NullMarked;
