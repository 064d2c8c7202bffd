/** What answers have in common beyond being right: which class was predicted instead, and what goes with accuracy. */
@NullMarked
package dev.vlmstream.evaluation.analyses;

import org.jspecify.annotations.NullMarked;
