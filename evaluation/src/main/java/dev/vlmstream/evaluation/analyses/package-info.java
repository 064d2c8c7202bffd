/** What answers have in common beyond being right: which class was predicted instead, and what goes with accuracy. */
package dev.vlmstream.evaluation.analyses;
