/**
 * LLaVA-OneVision (Li et al. 2024, arXiv 2408.03326): LLaVA over the whole picture and its tiles, whose features are made fewer
 * where there are too many. Single pictures; it reads videos, too, which are not read here.
 */
@NullMarked
package dev.vlmstream.inference.llavaonevision;

import org.jspecify.annotations.NullMarked;
