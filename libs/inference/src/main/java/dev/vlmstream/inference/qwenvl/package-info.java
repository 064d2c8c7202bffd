/**
 * Qwen2-VL (Wang et al. 2024, arXiv 2409.12191), Qwen2.5-VL (Bai et al. 2025, arXiv 2502.13923) and Qwen3-VL (Bai et al. 2025,
 * arXiv 2511.21631): one picture at about its own resolution, as many image tokens as it needs, places in three parts. Video and
 * mixtures of experts are not supported.
 */
@NullMarked
package dev.vlmstream.inference.qwenvl;

import org.jspecify.annotations.NullMarked;
