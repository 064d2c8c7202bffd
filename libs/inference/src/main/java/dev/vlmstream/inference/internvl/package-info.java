/**
 * InternVL3 (Zhu et al. 2025, arXiv 2504.10479) and InternVL2.5 as transformers has them: tiles one after another, the whole
 * picture last, shrunk by pixel shuffle.
 */
@NullMarked
package dev.vlmstream.inference.internvl;

import org.jspecify.annotations.NullMarked;
