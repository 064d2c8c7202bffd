/**
 * Making ImageWikiQA (Zhang et al., NeurIPS 2024, section 4): what language models are asked, how their replies are read, and the
 * draws between, as the study's generator makes them. Asks nobody by itself.
 */
@NullMarked
package dev.vlmstream.evaluation.wikiqa;

import org.jspecify.annotations.NullMarked;
