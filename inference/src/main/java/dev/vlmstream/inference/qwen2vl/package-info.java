/**
 * Qwen2-VL (Wang et al. 2024, arXiv 2409.12191) and Qwen2.5-VL (Bai et al. 2025, arXiv 2502.13923): one picture at about its
 * own resolution, as many image tokens as it needs, places in three parts. Video is not supported.
 */
@NullMarked
package dev.vlmstream.inference.qwen2vl;

import org.jspecify.annotations.NullMarked;
